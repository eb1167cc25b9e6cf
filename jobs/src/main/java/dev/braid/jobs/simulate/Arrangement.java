package dev.braid.jobs.simulate;

import dev.braid.jobs.sched.Policy;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a fleet of equal devices is shared between inference and finetuning. */
public sealed interface Arrangement {
    /** What a label ends with whose training devices run PyTorch with PEFT. */
    String PEFT = "+peft";

    String label();

    /** Every device does both under one policy. */
    record Shared(Policy policy) implements Arrangement {
        @Override
        public String label() {
            return policy.label();
        }
    }

    /**
     * Every device is split for good: a part of its threads or streams serves, the rest trains, both at once.
     *
     * @param percent of the device that serves
     */
    record Spatial(int percent) implements Arrangement {
        public Spatial {
            if (percent < 1 || percent > 99) {
                throw new IllegalArgumentException("spatial-" + percent + ": must be from spatial-1 to spatial-99");
            }
        }

        @Override
        public String label() {
            return "spatial-" + percent;
        }
    }

    /** What the devices train with that only train. */
    enum Software {
        /** This engine. */
        BRAID,
        /** PyTorch with PEFT. */
        PEFT
    }

    /** {@code serving} of {@code devices} devices serve, the rest train. */
    record Separate(int serving, int devices, Software training) implements Arrangement {
        public Separate {
            if (serving < 1 || serving >= devices) {
                throw new IllegalArgumentException(
                        "separate-" + serving + "of" + devices + ": at least one device must serve and one train");
            }
        }

        @Override
        public String label() {
            return "separate-" + serving + "of" + devices + (training == Software.PEFT ? PEFT : "");
        }
    }

    /**
     * The arrangement of a label: that of a policy, {@code spatial} (half and half), {@code spatial-PERCENT},
     * {@code separate-K} (of {@code devices}) or {@code separate-KofN}, the last two with {@code +peft} where PyTorch with
     * PEFT trains.
     *
     * @throws IllegalArgumentException naming the labels that there are
     */
    static Arrangement of(String label, int devices) {
        Matcher spatial = Pattern.compile("spatial(?:-(\\d{1,2}))?").matcher(label);
        if (spatial.matches()) {
            return new Spatial(spatial.group(1) == null ? 50 : Integer.parseInt(spatial.group(1)));
        }
        Matcher separate = Pattern.compile("separate-(\\d{1,3})(?:of(\\d{1,3}))?(\\+peft)?")
                .matcher(label);
        if (separate.matches()) {
            int of = separate.group(2) == null ? devices : Integer.parseInt(separate.group(2));
            Software training = separate.group(3) == null ? Software.BRAID : Software.PEFT;
            return new Separate(Integer.parseInt(separate.group(1)), of, training);
        }
        try {
            return new Shared(Policy.of(label));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    e.getMessage()
                            + ", or for a fleet spatial, spatial-PERCENT, separate-K or separate-KofN (the last two also "
                            + "with " + PEFT + ")",
                    e);
        }
    }
}
