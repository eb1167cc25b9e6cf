package dev.braid.gpp.cost;

/**
 * The rates of one device, as its kernels reach them and not as its data sheet promises.
 *
 * @param flopsPerSecond floating-point operations, a multiply-add counted as two
 * @param launchSeconds what starting one operator costs
 */
public record DeviceRates(double flopsPerSecond, double memoryBytesPerSecond, double launchSeconds) {
    public DeviceRates {
        Require.positive("floating-point rate", flopsPerSecond);
        Require.positive("memory bandwidth", memoryBytesPerSecond);
        Require.notNegative("launch time", launchSeconds);
    }
}
