package dev.braid.jobs.spark;

import java.net.URI;

/** A live executor as the driver knows it. */
public record ExecutorInfo(String id, URI address, String device) {}
