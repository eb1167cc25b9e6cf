package dev.braid.jobs.engine;

import java.util.OptionalLong;

/**
 * A name that requests may use as their model.
 *
 * @param parent empty for the base model, else the base model's name
 * @param version newest published step of an adapter, or of the base model where all its parameters are trained
 */
public record ServedModel(String name, String parent, OptionalLong version, Training training) {
    /** Whether a finetuning job is changing this adapter now. */
    public enum Training {
        IN_TRAINING,
        FINISHED
    }
}
