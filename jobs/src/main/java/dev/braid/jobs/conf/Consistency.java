package dev.braid.jobs.conf;

import java.util.Optional;

/** Refuses keys that contradict each other. */
final class Consistency {
    private Consistency() {}

    static void check(BraidConf conf) {
        oneValidationSet(conf);
        packHoldsSequence(conf);
        leaseFitsBatch(conf);
        judgedByValidation(conf);
    }

    private static void oneValidationSet(BraidConf conf) {
        if (conf.get(DataKeys.VALIDATION).isPresent() && conf.get(DataKeys.VAL_SIZE) > 0) {
            throw new ConfException(DataKeys.VALIDATION.name() + " and " + DataKeys.VAL_SIZE.name() + " = "
                    + conf.get(DataKeys.VAL_SIZE)
                    + " are both set, but validation rows come from one of them; drop one");
        }
    }

    private static void packHoldsSequence(BraidConf conf) {
        int cutoff = conf.get(DataKeys.CUTOFF);
        Optional<Integer> pack = conf.get(DataKeys.PACK_LENGTH);
        if (pack.isPresent() && pack.get() < cutoff) {
            throw new ConfException(DataKeys.PACK_LENGTH.name() + " is " + pack.get() + ", must be at least "
                    + DataKeys.CUTOFF.name() + " = " + cutoff + "; raise it or lower the cutoff");
        }
    }

    private static void leaseFitsBatch(BraidConf conf) {
        int batch = conf.get(TrainKeys.BATCH_SEQUENCES);
        Optional<Integer> lease = conf.get(TrainKeys.LEASE_SEQUENCES);
        if (lease.isPresent() && lease.get() > batch) {
            throw new ConfException(TrainKeys.LEASE_SEQUENCES.name() + " is " + lease.get() + ", must be at most "
                    + TrainKeys.BATCH_SEQUENCES.name() + " = " + batch + "; lower it");
        }
    }

    /** Versions are held back by their validation loss, so there must be one. */
    private static void judgedByValidation(BraidConf conf) {
        if (conf.get(JobKeys.PUBLISH_WHEN) != JobKeys.PublishWhen.NOT_WORSE) {
            return;
        }
        boolean data = conf.get(DataKeys.VALIDATION).isPresent() || conf.get(DataKeys.VAL_SIZE) > 0;
        if (!data || conf.get(TrainKeys.EVAL_STEPS).isEmpty()) {
            String missing =
                    data ? TrainKeys.EVAL_STEPS.name() : DataKeys.VALIDATION.name() + " or " + DataKeys.VAL_SIZE.name();
            throw new ConfException(JobKeys.PUBLISH_WHEN.name()
                    + " is not_worse, which compares validation losses: set " + missing + ", or publish always");
        }
    }
}
