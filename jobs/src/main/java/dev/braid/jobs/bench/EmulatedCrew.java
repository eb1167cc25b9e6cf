package dev.braid.jobs.bench;

import dev.braid.gpp.compare.Planned;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.simulate.Schedule;
import dev.braid.jobs.pipeline.Job;
import dev.braid.jobs.pipeline.SampleSource;
import dev.braid.jobs.pipeline.StageWorker;
import dev.braid.jobs.pipeline.emulate.EmulatedBorders;
import dev.braid.jobs.pipeline.emulate.EmulatedDevice;
import dev.braid.jobs.pipeline.emulate.EmulatedReplica;
import dev.braid.jobs.pipeline.emulate.EmulatedTimes;
import dev.braid.stage.BorderTensor;
import dev.braid.stage.Samples;

/** Runs a plan on emulated devices. */
final class EmulatedCrew {
    private static final SampleSource NOTHING = new SampleSource() {
        @Override
        public Samples read(BorderTensor tensor, long iteration, int from, int count) {
            throw new IllegalStateException("an emulated stage asks for " + tensor.name());
        }

        @Override
        public void close() {}
    };

    private EmulatedCrew() {}

    /** Seconds of the fastest mini-batch, divided by the dilation. */
    static double run(Problem problem, Planned.Found found, double dilation, int miniBatches) {
        Job job = new Job(
                found.plan(),
                Schedule.WHOLE_BACKWARD.programs(problem, found.plan()),
                EmulatedBorders.of(problem, found.plan()),
                problem.training().miniBatch());
        EmulatedTimes times = EmulatedTimes.of(found.simulation());
        try (LocalCrew crew = new LocalCrew(job, seat -> {
            EmulatedDevice device = new EmulatedDevice(times, seat.stage(), dilation, System::nanoTime);
            EmulatedReplica replica =
                    new EmulatedReplica(job.borders().get(seat.stage()), seat.count(job.stage(seat.stage())));
            return new StageWorker.Parts(replica, NOTHING, device, device, LocalCrew.NOBODY, System::nanoTime);
        })) {
            double fastest = Double.MAX_VALUE;
            for (int i = 0; i < miniBatches; i++) {
                fastest = Math.min(fastest, crew.miniBatch());
            }
            return fastest / dilation;
        }
    }
}
