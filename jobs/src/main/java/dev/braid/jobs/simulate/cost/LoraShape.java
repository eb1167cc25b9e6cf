package dev.braid.jobs.simulate.cost;

/** Size of a LoRA: its rank and which linears have one. */
public record LoraShape(int rank, Targets targets) {
    /** The linears of a layer that have a LoRA. */
    public enum Targets {
        /** The MLP's down projection, as in FlexLLM's evaluation. */
        DOWN_PROJECTION,
        /** All seven. */
        ALL_LINEARS
    }

    public LoraShape {
        Checks.atLeastOne("rank", rank);
    }

    /** Weights of the A and B matrices of one layer. */
    public long layerWeights(ModelShape model) {
        long down = (long) model.intermediate() + model.hidden();
        long attention = 2L * (model.hidden() + model.queryWidth()) + 2L * (model.hidden() + model.kvWidth());
        return rank * (targets == Targets.DOWN_PROJECTION ? down : attention + 3 * down);
    }
}
