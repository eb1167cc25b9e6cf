package dev.braid.jobs.simulate.cost;

/**
 * Time of a step that does not depend on the number of its rows, in nanoseconds: launches, synchronisation, kernels too
 * small to fill the device.
 *
 * @param step of any step
 * @param layer of each layer that a batch goes forward through
 * @param forwardLayer on top of it for each layer when training rows are in the batch
 * @param backward of a step with any backward or head window
 * @param window of each backward window in a layer, and of each head window
 */
public record Overheads(double step, double layer, double forwardLayer, double backward, double window) {
    public static final Overheads NONE = new Overheads(0, 0, 0, 0, 0);

    public Overheads {
        Checks.notNegative("step", step);
        Checks.notNegative("layer", layer);
        Checks.notNegative("forwardLayer", forwardLayer);
        Checks.notNegative("backward", backward);
        Checks.notNegative("window", window);
    }
}
