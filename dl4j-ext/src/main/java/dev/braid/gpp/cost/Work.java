package dev.braid.gpp.cost;

/** What one pass of an operator over a micro-batch takes. */
public sealed interface Work {
    Work NONE = new Measured(0);

    /** Seconds for {@code samples} samples on one device; nothing for no samples. */
    double seconds(double samples, DeviceRates rates);

    /**
     * A measured time that grows with the samples. Files of Piper and PipeDream give the time per sample alone.
     *
     * @param launchSeconds what a micro-batch costs however many samples it has
     */
    record Measured(double secondsPerSample, double launchSeconds) implements Work {
        public Measured {
            Require.notNegative("seconds per sample", secondsPerSample);
            Require.notNegative("launch seconds", launchSeconds);
        }

        public Measured(double secondsPerSample) {
            this(secondsPerSample, 0);
        }

        @Override
        public double seconds(double samples, DeviceRates rates) {
            return samples == 0 ? 0 : launchSeconds + secondsPerSample * samples;
        }
    }

    /**
     * Counted work, whose time is launch + max(arithmetic / rate, bytes / memory bandwidth): a small micro-batch pays
     * for the launch and the weights, which a large one shares.
     *
     * @param flopsPerSample floating-point operations, a multiply-add counted as two
     * @param weightBytes read or written once however many samples there are
     * @param bytesPerSample activations read and written
     */
    record Counted(double flopsPerSample, double weightBytes, double bytesPerSample) implements Work {
        public Counted {
            Require.notNegative("operations per sample", flopsPerSample);
            Require.notNegative("weight bytes", weightBytes);
            Require.notNegative("activation bytes per sample", bytesPerSample);
        }

        @Override
        public double seconds(double samples, DeviceRates rates) {
            if (samples == 0) {
                return 0;
            }
            double arithmetic = samples * flopsPerSample / rates.flopsPerSecond();
            double memory = (weightBytes + samples * bytesPerSample) / rates.memoryBytesPerSecond();
            return rates.launchSeconds() + Math.max(arithmetic, memory);
        }
    }
}
