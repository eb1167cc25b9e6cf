package dev.braid.jobs.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BraidConfTest {
    @Test
    void defaultsHoldWhereNothingIsSet() {
        BraidConf conf = BraidConf.of(Map.of("spark.master", "local[2]"));
        assertEquals(16, conf.get(AdapterKeys.RANK));
        assertEquals(TrainKeys.Schedule.COSINE, conf.get(TrainKeys.SCHEDULER));
        assertEquals(Optional.empty(), conf.get(TrainKeys.MAX_STEPS));
        assertEquals(List.of(AdapterKeys.Target.values()), conf.get(AdapterKeys.TARGETS));
        assertEquals(Optional.empty(), conf.set(AdapterKeys.RANK));
        assertEquals(Map.of(), conf.entries());
    }

    @Test
    void everyDefaultIsWrittenAsItIsRead() {
        ConfKeys.all().values().forEach(this::roundTrip);
    }

    private <T> void roundTrip(ConfKey<T> key) {
        key.printedFallback().ifPresent(text -> assertEquals(key.fallback(), Optional.of(key.parse(text)), key.name()));
    }

    @Test
    void setValuesAreTypedAndKept() {
        BraidConf conf = BraidConf.of(Map.of(
                "spark.braid.adapter.rank", " 8 ",
                "spark.braid.adapter.targets", "v_proj, q_proj",
                "spark.braid.train.max.steps", "100",
                "spark.braid.serve.enabled", "false",
                "spark.braid.serve.adapters", "a=/x,b=/y",
                "spark.braid.serve.max.body", "512k"));
        assertEquals(8, conf.get(AdapterKeys.RANK));
        assertEquals(List.of(AdapterKeys.Target.Q_PROJ, AdapterKeys.Target.V_PROJ), conf.get(AdapterKeys.TARGETS));
        assertEquals(Optional.of(100), conf.get(TrainKeys.MAX_STEPS));
        assertEquals(Toggle.DISABLED, conf.get(ServeKeys.ENABLED));
        assertEquals(Map.of("a", "/x", "b", "/y"), conf.get(ServeKeys.ADAPTERS));
        assertEquals(512L << 10, conf.get(ServeKeys.MAX_BODY));
        assertEquals("8", conf.entries().get("spark.braid.adapter.rank"));
    }

    @Test
    void unknownKeyNamesTheNearest() {
        assertRefused(
                Map.of("spark.braid.adapter.rnak", "8"),
                "unknown key spark.braid.adapter.rnak; did you mean spark.braid.adapter.rank?");
        assertRefused(Map.of("spark.braid.train.learningrate", "1"), "did you mean spark.braid.train.learning.rate?");
        assertRefused(Map.of("spark.braid.zzzzzzzz", "1"), "docs/configuration.md lists the keys");
    }

    @Test
    void valueOfAnotherFormNamesKeyValueFormAndRemedy() {
        assertRefused(
                Map.of("spark.braid.adapter.rank", "eight"),
                "spark.braid.adapter.rank is 'eight', must be an integer; leave it out for the default 16");
        assertRefused(Map.of("spark.braid.train.scheduler", "cos"), "one of cosine, linear, constant");
        assertRefused(Map.of("spark.braid.serve.max.body", "4"), "a size like 512k");
        assertRefused(Map.of("spark.braid.gateway.member.timeout", "10"), "a duration like 500ms");
        assertRefused(Map.of("spark.braid.train.learning.rate", "NaN"), "a finite number");
        assertRefused(Map.of("spark.braid.model", "  "), "spark.braid.model is empty");
        assertRefused(Map.of("spark.braid.serve.enabled", "yes"), "'yes', must be true or false");
        assertRefused(Map.of("spark.braid.serve.adapters", "a=/x,a=/y"), "each name once");
    }

    @Test
    void valueOutOfBoundNamesTheBound() {
        assertRefused(Map.of("spark.braid.adapter.rank", "0"), "spark.braid.adapter.rank is 0, must be from 1 to 4096");
        assertRefused(Map.of("spark.braid.adapter.dropout", "1"), "at least 0.0 and below 1.0");
        assertRefused(Map.of("spark.braid.train.lease.sequences", "3"), "a power of two");
        assertRefused(Map.of("spark.braid.engine.device", "gpu"), "cpu, cuda, cuda:N or emulated:GPU/MODEL/TPN");
        assertRefused(Map.of("spark.braid.gateway.port", "70000"), "from 0 to 65535");
        assertRefused(Map.of("spark.braid.adapter.rank.pattern", "q_proj=0"), "whole numbers from 1 to 4096");
    }

    @Test
    void keysThatContradictEachOtherAreRefused() {
        assertRefused(Map.of("spark.braid.data.validation", "v.jsonl", "spark.braid.data.val.size", "0.1"), "drop one");
        assertRefused(
                Map.of("spark.braid.data.pack.length", "64", "spark.braid.data.cutoff", "128"),
                "spark.braid.data.pack.length is 64, must be at least spark.braid.data.cutoff = 128");
        assertRefused(
                Map.of("spark.braid.train.lease.sequences", "32"), "at most spark.braid.train.batch.sequences = 16");
        assertRefused(
                Map.of("spark.braid.publish.when", "not_worse", "spark.braid.train.eval.steps", "5"),
                "not_worse, which compares validation losses: set spark.braid.data.validation or");
        assertRefused(
                Map.of("spark.braid.publish.when", "not_worse", "spark.braid.data.val.size", "0.1"),
                "set spark.braid.train.eval.steps, or publish always");
    }

    @Test
    void requiredKeyThatIsNotSetSaysWhatToSet() {
        ConfException e =
                assertThrows(ConfException.class, () -> BraidConf.of(Map.of()).get(JobKeys.MODEL));
        assertTrue(
                e.getMessage().startsWith("spark.braid.model is not set and has no default; set it to"), e::getMessage);
    }

    private static void assertRefused(Map<String, String> properties, String part) {
        ConfException e = assertThrows(ConfException.class, () -> BraidConf.of(properties));
        assertTrue(e.getMessage().contains(part), e::getMessage);
    }
}
