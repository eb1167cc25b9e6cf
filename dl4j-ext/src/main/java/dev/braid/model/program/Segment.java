package dev.braid.model.program;

import java.util.List;

/** The instructions of one block in one direction; work may be preempted between segments. */
public record Segment(int block, List<Instruction> instructions) {
    public Segment {
        instructions = List.copyOf(instructions);
    }
}
