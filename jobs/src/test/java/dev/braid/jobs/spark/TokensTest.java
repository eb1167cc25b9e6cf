package dev.braid.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.ConfException;
import dev.braid.jobs.control.JobSecret;
import dev.braid.jobs.http.TestCertificate;
import dev.braid.jobs.http.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    private static final Map<String, String> NOTHING = Map.of();

    @TempDir
    Path folder;

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("token"), text).toString();
    }

    private static Tokens tokens(Map<String, String> conf, Map<String, String> environment) {
        return new Tokens(BraidConf.of(conf), environment);
    }

    @Test
    void aTokenComesFromTheFileOrTheEnvironment() throws IOException {
        Tokens fromFile = tokens(Map.of("spark.braid.serve.token.file", file("in-file\n")), NOTHING);
        assertTrue(fromFile.read(TokenSource.SERVE).get().matches("in-file"));
        assertTrue(fromFile.read(TokenSource.GATEWAY).isEmpty());
        Tokens fromEnvironment = tokens(NOTHING, Map.of("BRAID_GATEWAY_TOKEN", "in-env"));
        assertTrue(fromEnvironment.read(TokenSource.GATEWAY).get().matches("in-env"));
        assertTrue(fromEnvironment.read(TokenSource.SERVE).isEmpty());
    }

    @Test
    void aTokenInBothPlacesIsRefusedAndNotTold() throws IOException {
        Tokens both =
                tokens(Map.of("spark.braid.serve.token.file", file("in-file")), Map.of("BRAID_SERVE_TOKEN", "in-env"));
        String message = assertThrows(ConfException.class, () -> both.read(TokenSource.SERVE))
                .getMessage();
        assertTrue(message.contains("spark.braid.serve.token.file") && message.contains("BRAID_SERVE_TOKEN"), message);
        assertFalse(message.contains("in-env") || message.contains("in-file"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a ", "\ta"})
    void anEmptyOrPaddedTokenIsRefused(String text) {
        Tokens tokens = tokens(NOTHING, Map.of("BRAID_SERVE_TOKEN", text));
        String message = assertThrows(ConfException.class, () -> tokens.read(TokenSource.SERVE))
                .getMessage();
        assertTrue(message.contains("BRAID_SERVE_TOKEN"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "gateway"})
    void aServerThatOthersReachNeedsAToken(String part) {
        Map<String, String> open = Map.of("spark.braid." + part + ".host", "0.0.0.0");
        String message = assertThrows(
                        ConfException.class, () -> tokens(open, NOTHING).check())
                .getMessage();
        assertTrue(message.contains("spark.braid." + part + ".token.file"), message);
        tokens(open, Map.of("BRAID_" + part.toUpperCase() + "_TOKEN", "t")).check();
        assertThrows(
                ConfException.class,
                () -> BraidSpark.configure(
                        new SparkConf(false).set("spark.braid." + part + ".host", "0.0.0.0"), JobMode.SERVE));
    }

    @Test
    void executorsAreHandedWhatTheEnvironmentHolds() {
        JobSecret job = new JobSecret("job");
        Handed with = Handed.read(Handed.entries(job, Optional.of("t")));
        assertEquals(job, with.job());
        assertTrue(with.token().get().matches("t"));
        assertTrue(Handed.read(Handed.entries(job, Optional.empty())).token().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spark.network.crypto.enabled",
                "spark.authenticate.enableSaslEncryption",
                "spark.ssl.rpc.enabled"
            })
    void aPipelineWithoutACertificateIsRefusedWhereEncryptionIsDemanded(String key, @TempDir Path folder)
            throws Exception {
        SparkConf conf = new SparkConf(false).setMaster("local").set(key, "true");
        String message = assertThrows(
                        IllegalArgumentException.class, () -> BraidSpark.configure(conf.clone(), JobMode.PIPELINE))
                .getMessage();
        assertTrue(message.startsWith(key + " is true"), message);
        assertTrue(message.contains("spark.braid.pipeline.tls.certificate"), message);
        BraidSpark.configure(conf.clone(), JobMode.SERVE);
        TlsFiles files = TestCertificate.write(folder, "crew");
        conf.set("spark.braid.pipeline.tls.certificate", files.certificate().toString());
        conf.set("spark.braid.pipeline.tls.key", files.key().toString());
        BraidSpark.configure(conf.clone(), JobMode.PIPELINE);
    }
}
