package dev.braid.data.spark;

import java.util.Iterator;
import java.util.function.Function;

/** The elements of an iterator, each made into another. */
record Mapped<S, T>(Iterator<S> source, Function<S, T> function) implements Iterator<T> {
    @Override
    public boolean hasNext() {
        return source.hasNext();
    }

    @Override
    public T next() {
        return function.apply(source.next());
    }
}
