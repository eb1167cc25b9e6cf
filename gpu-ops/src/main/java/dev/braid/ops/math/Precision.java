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

        @Override
        public double exp(double a) {
            return Exp.exp((float) a);
        }

        @Override
        public double log(double a) {
            return (float) StrictMath.log((float) a);
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

        @Override
        public double exp(double a) {
            return StrictMath.exp(a);
        }

        @Override
        public double log(double a) {
            return StrictMath.log(a);
        }
    };

    /** a * b + c, rounded once in f32. */
    public abstract double fma(double a, double b, double c);

    public abstract double add(double a, double b);

    public abstract double multiply(double a, double b);

    public abstract double divide(double a, double b);

    public abstract double sqrt(double a);

    /** e to the power of a; {@link Exp} in f32. */
    public abstract double exp(double a);

    /** The natural logarithm; taken in f64 and rounded in f32. */
    public abstract double log(double a);
}
