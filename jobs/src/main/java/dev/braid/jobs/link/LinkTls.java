package dev.braid.jobs.link;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import javax.net.ssl.SSLException;

/**
 * How links between machines are encrypted: TLS with one certificate for all workers, who believe it or one signed by it
 * and nobody else. Certificates must name the hosts of the workers. Thread-safe.
 */
public final class LinkTls {
    private final SslContext accepting;
    private final SslContext dialling;

    private LinkTls(SslContext accepting, SslContext dialling) {
        this.accepting = accepting;
        this.dialling = dialling;
    }

    /**
     * Reads PEM files.
     *
     * @param certificate a certificate and those that signed it
     * @param key private key of the first, PKCS#8, without a password
     * @throws LinkException when they cannot be used
     */
    public static LinkTls of(Path certificate, Path key) {
        try {
            return new LinkTls(
                    SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                            .sslProvider(SslProvider.JDK)
                            .build(),
                    SslContextBuilder.forClient()
                            .trustManager(certificate.toFile())
                            .endpointIdentificationAlgorithm("HTTPS")
                            .sslProvider(SslProvider.JDK)
                            .build());
        } catch (SSLException | IllegalArgumentException e) {
            throw new LinkException(
                    "links cannot be encrypted with " + certificate + " and " + key + ": " + e.getMessage(), e);
        }
    }

    SslHandler accepting(Channel channel) {
        return accepting.newHandler(channel.alloc());
    }

    SslHandler dialling(Channel channel, LinkAddress target) {
        return dialling.newHandler(channel.alloc(), target.host(), target.port());
    }
}
