package dev.braid.model.plan;

import dev.braid.model.decoder.DecoderModel;
import dev.braid.model.decoder.TrainingGraphs;
import dev.braid.model.decoder.TrainingMethod;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.graph.OpGraph;
import dev.braid.model.pass.Arithmetic;
import dev.braid.model.pass.Lower;
import dev.braid.model.pass.Rematerialise;
import dev.braid.model.program.AdapterShape;
import dev.braid.model.program.Program;
import dev.braid.model.program.TrainingMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * What training one sample takes of a device after each pass of the compiler, beside weights, gradients of parameters
 * and optimizer state. The last pass is what an executor of the same sizes allocates.
 *
 * @param probabilities bytes of attention probabilities among what {@link CompilerPass#NONE} saves
 */
public record MemoryPlan(Setting setting, List<PassMemory> passes, List<OperatorMemory> operators, long probabilities) {
    /**
     * What a plan is made for.
     *
     * @param tokens of the sample
     * @param windows of token-level training; passes before it work on the whole sample
     * @param elementBytes of an element of all tensors but statistics, which are float32
     * @param rematerialise how much may be done again
     */
    public record Setting(int tokens, TrainingMemory.Windows windows, int elementBytes, Rematerialise rematerialise) {
        public Setting {
            requirePositive("tokens", tokens);
            requirePositive("elementBytes", elementBytes);
        }

        private static void requirePositive(String field, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(field + " is " + value + ", must be at least 1");
            }
        }

        /** Rows at a time after a pass. */
        TrainingMemory.Windows windows(CompilerPass pass) {
            return pass == CompilerPass.TOKEN_LEVEL ? windows : new TrainingMemory.Windows(tokens, tokens, tokens);
        }
    }

    public MemoryPlan {
        passes = List.copyOf(passes);
        operators = List.copyOf(operators);
    }

    /** The plan for a model and the way it is trained. */
    public static MemoryPlan of(
            ModelConfig config, List<AdapterShape> adapters, TrainingMethod method, Setting setting) {
        TrainingGraphs graphs = TrainingGraphs.of(config, adapters, method, setting.rematerialise());
        OperatorTable table = new OperatorTable(graphs, setting);
        List<PassMemory> passes = new ArrayList<>();
        for (CompilerPass pass : CompilerPass.values()) {
            passes.add(memory(config, graphs, table, pass, setting));
        }
        return new MemoryPlan(setting, passes, table.operators(), table.probabilities());
    }

    private static PassMemory memory(
            ModelConfig config, TrainingGraphs graphs, OperatorTable table, CompilerPass pass, Setting setting) {
        OpGraph training = training(graphs, pass);
        Program program = Lower.training(graphs.forward(), training);
        TrainingMemory memory = TrainingMemory.of(
                pass == CompilerPass.NONE ? withoutForwardSlots(program) : program,
                DecoderModel.widths(config),
                setting.tokens(),
                setting.windows(pass),
                setting.elementBytes());
        long step = Arithmetic.perToken(graphs.pruned().nodes());
        long extra = pass.compareTo(CompilerPass.REMATERIALISE) < 0 ? 0 : Arithmetic.perToken(training.nodes()) - step;
        boolean everything = pass == CompilerPass.NONE;
        return new PassMemory(
                pass,
                everything ? table.saved(pass) : memory.saved(),
                everything ? 0 : memory.keysAndValues(),
                memory.flow() + memory.workspace(),
                (double) extra / step);
    }

    /** Where every output is stored, forward needs no workspace. */
    private static Program withoutForwardSlots(Program program) {
        return new Program(
                program.forward(),
                List.of(),
                program.residual(),
                program.logits(),
                program.headSlots(),
                program.headInput(),
                program.training());
    }

    /** The training graph after a pass. */
    static OpGraph training(TrainingGraphs graphs, CompilerPass pass) {
        return switch (pass) {
            case NONE -> graphs.reversed();
            case PRUNE -> graphs.pruned();
            case REMATERIALISE, TOKEN_LEVEL -> graphs.rematerialised();
        };
    }

    /** The memory after a pass. */
    public PassMemory after(CompilerPass pass) {
        return passes.get(pass.ordinal());
    }

    /** Bytes of pass {@link CompilerPass#NONE} when attention does not store its probabilities. */
    public long withoutProbabilities() {
        return after(CompilerPass.NONE).bytes() - probabilities;
    }
}
