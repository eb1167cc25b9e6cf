package dev.braid.jobs.main.pipeline;

import java.util.Optional;

/**
 * What a training job leaves.
 *
 * @param model the zip of DL4J's ModelSerializer, updater state included
 * @param decoder the folder in Hugging Face's layout, where one was asked for
 * @param report the page
 * @param loss of the last mini-batch; empty when an earlier run had done them all
 * @param iterations done, those of earlier runs included
 */
public record TrainResult(
        String model,
        Optional<String> decoder,
        String report,
        long iterations,
        Optional<Double> loss,
        int restarts,
        double seconds) {}
