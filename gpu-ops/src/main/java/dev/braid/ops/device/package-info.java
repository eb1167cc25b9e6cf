/**
 * Devices and the order of work on them: a {@link dev.braid.ops.device.Device} owns memory and hands out
 * {@link dev.braid.ops.device.Stream}s; the host learns that work is done from an
 * {@link dev.braid.ops.device.Event}. Depends on {@code ops.memory} alone.
 */
package dev.braid.ops.device;
