package dev.braid.ops.math;

/**
 * The arithmetic in which an oracle computes: in f32, each operation rounded as the fast kernels round it, or in f64.
 * Values travel as doubles; an f32 value is represented exactly.
 */
public enum Precision {
    /** Every operation rounds to f32: an oracle in this precision equals the fast kernel bit for bit. */
    FLOAT {
        @Override
        public double fma(double a, double b, double c) {
            return Math.fma((float) a, (float) b, (float) c);
        }

        @Override
        public double add(double a, double b) {
            return (float) a + (float) b;
        }

        @Override
        public double multiply(double a, double b) {
            return (float) a * (float) b;
        }

        @Override
        public double divide(double a, double b) {
            return (float) a / (float) b;
        }

        @Override
        public double sqrt(double a) {
            return (float) Math.sqrt((float) a);
        }
    },
    /** Every operation rounds to f64: what a kernel's error is measured against. */
    DOUBLE {
        @Override
        public double fma(double a, double b, double c) {
            return a * b + c;
        }

        @Override
        public double add(double a, double b) {
            return a + b;
        }

        @Override
        public double multiply(double a, double b) {
            return a * b;
        }

        @Override
        public double divide(double a, double b) {
            return a / b;
        }

        @Override
        public double sqrt(double a) {
            return Math.sqrt(a);
        }
    };

    /** a * b + c, rounded once in f32. */
    public abstract double fma(double a, double b, double c);

    public abstract double add(double a, double b);

    public abstract double multiply(double a, double b);

    public abstract double divide(double a, double b);

    public abstract double sqrt(double a);
}
