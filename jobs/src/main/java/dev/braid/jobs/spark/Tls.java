package dev.braid.jobs.spark;

import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.ConfException;
import dev.braid.jobs.conf.ConfKey;
import dev.braid.jobs.conf.GatewayKeys;
import dev.braid.jobs.conf.PipelineKeys;
import dev.braid.jobs.conf.ServeKeys;
import dev.braid.jobs.http.TlsFiles;
import dev.braid.jobs.http.Trust;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The certificates that configuration names. */
public final class Tls {
    private Tls() {}

    /** What the sidecars show. */
    static Optional<TlsFiles> serve(BraidConf conf) {
        return files(conf, ServeKeys.TLS_CERTIFICATE, ServeKeys.TLS_KEY);
    }

    /** What the gateway shows. */
    public static Optional<TlsFiles> gateway(BraidConf conf) {
        return files(conf, GatewayKeys.TLS_CERTIFICATE, GatewayKeys.TLS_KEY);
    }

    /** What a pipeline's workers show each other and its driver shows them. */
    public static Optional<TlsFiles> pipeline(BraidConf conf) {
        return files(conf, PipelineKeys.TLS_CERTIFICATE, PipelineKeys.TLS_KEY);
    }

    /** Whom a pipeline's workers believe to be their driver: who shows a certificate of the pipeline's file. */
    public static Trust workers(BraidConf conf) {
        return new Trust(conf.get(PipelineKeys.TLS_CERTIFICATE).map(Path::of));
    }

    /** Whom the driver believes to be one of its executors: who shows a certificate of the sidecars' file. */
    public static Trust members(BraidConf conf) {
        return new Trust(conf.get(ServeKeys.TLS_CERTIFICATE).map(Path::of));
    }

    private static Optional<TlsFiles> files(
            BraidConf conf, ConfKey<Optional<String>> certificate, ConfKey<Optional<String>> key) {
        Optional<Path> shown = file(conf, certificate);
        Optional<Path> secret = file(conf, key);
        if (shown.isPresent() != secret.isPresent()) {
            throw new ConfException(certificate.name() + " is "
                    + conf.get(certificate).orElse("none") + " and " + key.name() + " is "
                    + conf.get(key).orElse("none") + ", but TLS needs both; set both or neither");
        }
        return shown.map(chain -> new TlsFiles(chain, secret.get()));
    }

    private static Optional<Path> file(BraidConf conf, ConfKey<Optional<String>> key) {
        Optional<Path> file = conf.get(key).map(Path::of);
        if (file.isPresent() && !Files.isReadable(file.get())) {
            throw new ConfException(key.name() + " is " + file.get() + ", which is no file that can be read here");
        }
        return file;
    }
}
