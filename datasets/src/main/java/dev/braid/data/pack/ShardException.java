package dev.braid.data.pack;

/** A shard or the index of shards is missing, torn or corrupt. The message names the file and the sequence. */
public final class ShardException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ShardException(String message) {
        super(message);
    }

    public ShardException(String message, Throwable cause) {
        super(message, cause);
    }
}
