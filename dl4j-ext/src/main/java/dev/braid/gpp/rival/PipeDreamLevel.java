package dev.braid.gpp.rival;

/**
 * One level of a machine, as PipeDream's planner sees it.
 *
 * @param machines that one machine of the level above is made of
 * @param bytesPerSecond between them
 */
public record PipeDreamLevel(int machines, double bytesPerSecond) {
    public PipeDreamLevel {
        if (machines < 1) {
            throw new IllegalArgumentException("machines of a level are " + machines + ", but must be at least 1");
        }
        if (!(bytesPerSecond > 0)) {
            throw new IllegalArgumentException(
                    "bandwidth of a level is " + bytesPerSecond + " bytes/s, but must be above 0");
        }
    }
}
