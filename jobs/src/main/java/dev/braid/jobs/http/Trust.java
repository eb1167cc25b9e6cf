package dev.braid.jobs.http;

import com.linecorp.armeria.client.ClientFactoryBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Which servers a client believes over TLS. Names are checked in any case.
 *
 * @param certificates a PEM file; those signed by one in it are believed and no others. Empty for the JVM's own trust
 */
public record Trust(Optional<Path> certificates) {
    /** A client of the JDK that trusts so. */
    public HttpClient client(Duration connectTimeout) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(connectTimeout);
        certificates.ifPresent(file -> builder.sslContext(context(managers(file))));
        return builder.build();
    }

    /** Makes a factory's clients trust so. Returns it. */
    public ClientFactoryBuilder apply(ClientFactoryBuilder factory) {
        return certificates
                .map(file -> factory.tlsCustomizer(tls -> tls.trustManager(managers(file))))
                .orElse(factory);
    }

    private static TrustManagerFactory managers(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("trusted-" + store.size(), each);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            return managers;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(file + " holds no certificates that can be read: " + e, e);
        }
    }

    private static SSLContext context(TrustManagerFactory managers) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }
}
