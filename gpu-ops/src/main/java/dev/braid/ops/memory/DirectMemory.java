package dev.braid.ops.memory;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import sun.misc.Unsafe;

/** Frees direct memory when its owner closes, rather than when the collector finds it. */
final class DirectMemory {
    private static final Unsafe UNSAFE = unsafe();

    private DirectMemory() {}

    static void free(ByteBuffer direct) {
        UNSAFE.invokeCleaner(direct);
    }

    private static Unsafe unsafe() {
        try {
            Field field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return (Unsafe) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
