package dev.braid.jobs.spark;

import dev.braid.jobs.conf.ConfException;
import dev.braid.jobs.http.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Bearer tokens from the files that configuration names; they stand on no command line and in no log. */
public final class Tokens {
    private Tokens() {}

    /** @param key that names the file, for errors */
    public static Optional<Secret> read(Optional<String> file, String key) {
        return file.map(name -> {
            try {
                return new Secret(Files.readString(Path.of(name)).strip());
            } catch (IOException | IllegalArgumentException e) {
                throw new ConfException(key + " is " + name + ", which holds no token that can be read: " + e);
            }
        });
    }
}
