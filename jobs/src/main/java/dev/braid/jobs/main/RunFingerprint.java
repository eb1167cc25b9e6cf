package dev.braid.jobs.main;

import dev.braid.data.spark.DatasetReport;
import dev.braid.jobs.conf.AdapterKeys;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.ConfKey;
import dev.braid.jobs.conf.DataKeys;
import dev.braid.jobs.conf.TrainKeys;
import dev.braid.model.files.ModelConfig;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a run's result follows from, as one short text: two runs with the same one may continue each other. How work is
 * spread, shown or kept is not in it.
 */
final class RunFingerprint {
    private static final List<ConfKey<?>> KEYS = List.of(
            AdapterKeys.KIND,
            AdapterKeys.PATH,
            AdapterKeys.RANK,
            AdapterKeys.ALPHA,
            AdapterKeys.SCALING,
            AdapterKeys.DROPOUT,
            AdapterKeys.TARGETS,
            AdapterKeys.RANK_PATTERN,
            AdapterKeys.ALPHA_PATTERN,
            AdapterKeys.INIT,
            DataKeys.LOSS_ON,
            TrainKeys.METHOD,
            TrainKeys.EPOCHS,
            TrainKeys.MAX_STEPS,
            TrainKeys.BATCH_SEQUENCES,
            TrainKeys.LEARNING_RATE,
            TrainKeys.SCHEDULER,
            TrainKeys.WARMUP_RATIO,
            TrainKeys.OPTIMIZER,
            TrainKeys.WEIGHT_DECAY,
            TrainKeys.BETA1,
            TrainKeys.BETA2,
            TrainKeys.EPSILON,
            TrainKeys.CLIP_NORM,
            TrainKeys.SEED);

    private static final int DIGITS = 16;

    private RunFingerprint() {}

    static String of(BraidConf conf, ModelConfig model, DatasetReport data) {
        StringBuilder text = new StringBuilder(model.toString());
        text.append('\n')
                .append(data.train().dataset())
                .append('\n')
                .append(data.train().tokenizer());
        for (ConfKey<?> key : KEYS) {
            text.append('\n').append(key.name()).append('=').append(printed(conf.get(key)));
        }
        return digest(text.toString());
    }

    private static Object printed(Object value) {
        return value instanceof Optional<?> optional
                ? optional.map(Object::toString).orElse("none")
                : value;
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
