package dev.braid.model.files;

/** The stored pair of one site: a {@code [rank, in]} and b {@code [out, rank]}, not yet scaled. */
public record LoraTensors(Tensor a, Tensor b) {}
