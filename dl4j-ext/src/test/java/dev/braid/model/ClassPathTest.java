package dev.braid.model;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The decoder's tests run without Spark, so the decoder needs none. */
class ClassPathTest {
    @ParameterizedTest
    @ValueSource(strings = {"org.apache.spark.SparkContext", "org.apache.hadoop.conf.Configuration", "scala.Option"})
    void isAbsent(String name) {
        assertThrows(ClassNotFoundException.class, () -> Class.forName(name));
    }

    @Test
    void whatIsThereIsFound() {
        assertDoesNotThrow(() -> Class.forName("dev.braid.model.decoder.DecoderModel"));
    }
}
