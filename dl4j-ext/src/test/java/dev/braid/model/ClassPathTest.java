package dev.braid.model;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The decoder's tests run without Spark and without ND4J, so the decoder needs neither. */
class ClassPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.apache.spark.SparkContext",
                "org.apache.hadoop.conf.Configuration",
                "scala.Option",
                "org.nd4j.linalg.factory.Nd4j",
                "org.deeplearning4j.nn.conf.MultiLayerConfiguration"
            })
    void isAbsent(String name) {
        assertThrows(ClassNotFoundException.class, () -> Class.forName(name));
    }

    @Test
    void whatIsThereIsFound() {
        assertDoesNotThrow(() -> Class.forName("dev.braid.model.decoder.DecoderModel"));
    }
}
