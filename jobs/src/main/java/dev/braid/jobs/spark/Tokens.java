package dev.braid.jobs.spark;

import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.ConfException;
import dev.braid.jobs.http.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Bearer tokens, from a file or from the environment; they stand on no command line and in no log. */
public final class Tokens {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");

    private final BraidConf conf;
    private final Map<String, String> environment;

    /** @param environment of the driver; executors take none of their own */
    public Tokens(BraidConf conf, Map<String, String> environment) {
        this.conf = conf;
        this.environment = environment;
    }

    /** Refuses servers that others can reach and that have no token. */
    void check() {
        for (TokenSource source : TokenSource.values()) {
            String host = conf.get(source.host());
            boolean token = fromEnvironment(source).isPresent()
                    || conf.get(source.file()).isPresent();
            if (!token && !LOOPBACK.contains(host)) {
                throw new ConfException(source.host().name() + " is " + host + ", must be 127.0.0.1 until "
                        + source.file().name() + " names a file with a token or " + source.variable()
                        + " holds one; set one of them or leave the host out");
            }
        }
    }

    /**
     * The token of a server.
     *
     * @throws ConfException when it stands in both places, or cannot be read
     */
    public Optional<Secret> read(TokenSource source) {
        Optional<String> inEnvironment = fromEnvironment(source);
        return inEnvironment.isPresent() ? inEnvironment.map(Secret::new) : fromFile(source);
    }

    /** The token that the environment holds, to be handed to executors; one that is in a file they read there. */
    Optional<String> fromEnvironment(TokenSource source) {
        Optional<String> value = Optional.ofNullable(environment.get(source.variable()));
        if (value.isPresent() && conf.get(source.file()).isPresent()) {
            throw new ConfException(source.file().name() + " is "
                    + conf.get(source.file()).get() + ", and the environment has " + source.variable()
                    + " too; a token stands in one place: unset one of them");
        }
        value.ifPresent(text -> require(source, text));
        return value;
    }

    private static void require(TokenSource source, String text) {
        if (text.isBlank() || !text.equals(text.strip())) {
            throw new ConfException("the environment's " + source.variable()
                    + " is empty or has spaces around it; set it to the token alone, or unset it");
        }
    }

    private Optional<Secret> fromFile(TokenSource source) {
        return conf.get(source.file()).map(name -> {
            try {
                return new Secret(Files.readString(Path.of(name)).strip());
            } catch (IOException | IllegalArgumentException e) {
                throw new ConfException(
                        source.file().name() + " is " + name + ", which holds no token that can be read: " + e);
            }
        });
    }
}
