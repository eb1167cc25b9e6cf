package dev.braid.ops.memory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Moves float vectors between off-heap memory and registers on JDK 17 as well as on 22 and later.
 *
 * <p>The Vector API reads off-heap memory through {@code ByteBuffer} up to JDK 18 and through {@code MemorySegment}
 * from then on; no method is common to both. The method that exists is bound once into a constant method handle, which
 * the compiler inlines like a direct call (docs/decisions/001-off-heap-vectors.md has the measurement). Offsets are
 * bytes.
 */
public final class Lanes {
    /** The widest vector of this machine. Results never depend on it: lanes hold independent output elements. */
    public static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    /** Floats in one vector. */
    public static final int COUNT = SPECIES.length();

    private static final MethodHandle WRAP;
    private static final MethodHandle LOAD;
    private static final MethodHandle STORE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Access access = Runtime.version().feature() >= 19 ? segments(lookup) : buffers(lookup);
            WRAP = access.wrap.asType(MethodType.methodType(Object.class, ByteBuffer.class));
            LOAD = MethodHandles.insertArguments(
                    MethodHandles.insertArguments(access.load, 3, ByteOrder.nativeOrder()), 0, SPECIES);
            STORE = MethodHandles.insertArguments(access.store, 3, ByteOrder.nativeOrder());
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private record Access(MethodHandle wrap, MethodHandle load, MethodHandle store) {}

    private Lanes() {}

    private static Access buffers(MethodHandles.Lookup lookup) throws ReflectiveOperationException {
        MethodHandle load =
                lookup.findStatic(FloatVector.class, "fromByteBuffer", loadType(ByteBuffer.class, int.class));
        MethodHandle store =
                lookup.findVirtual(FloatVector.class, "intoByteBuffer", storeType(ByteBuffer.class, int.class));
        // Buffers hold less than 2 GiB, so the cast of a valid offset to int loses nothing.
        return new Access(
                MethodHandles.identity(ByteBuffer.class),
                MethodHandles.explicitCastArguments(load, loadType(Object.class, long.class)),
                MethodHandles.explicitCastArguments(
                        store, storeType(Object.class, long.class).insertParameterTypes(0, FloatVector.class)));
    }

    private static Access segments(MethodHandles.Lookup lookup) throws ReflectiveOperationException {
        Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
        MethodHandle load = lookup.findStatic(FloatVector.class, "fromMemorySegment", loadType(segment, long.class));
        MethodHandle store = lookup.findVirtual(FloatVector.class, "intoMemorySegment", storeType(segment, long.class));
        return new Access(
                lookup.findStatic(segment, "ofBuffer", MethodType.methodType(segment, Buffer.class)),
                load.asType(loadType(Object.class, long.class)),
                store.asType(storeType(Object.class, long.class).insertParameterTypes(0, FloatVector.class)));
    }

    private static MethodType loadType(Class<?> memory, Class<?> offset) {
        return MethodType.methodType(FloatVector.class, VectorSpecies.class, memory, offset, ByteOrder.class);
    }

    private static MethodType storeType(Class<?> memory, Class<?> offset) {
        return MethodType.methodType(void.class, memory, offset, ByteOrder.class);
    }

    static Object wrap(ByteBuffer direct) {
        try {
            return (Object) WRAP.invokeExact(direct);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** Loads {@link #COUNT} floats from {@code offset} bytes into {@code memory}. */
    public static FloatVector load(Object memory, long offset) {
        try {
            return (FloatVector) LOAD.invokeExact(memory, offset);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** Stores {@link #COUNT} floats at {@code offset} bytes into {@code memory}. */
    public static void store(FloatVector vector, Object memory, long offset) {
        try {
            STORE.invokeExact(vector, memory, offset);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    private static RuntimeException rethrow(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return (RuntimeException) e;
    }
}
