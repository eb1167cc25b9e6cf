package dev.braid.submit;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** The rows of packages in jobs: a class may use its own package and rows below; a package must stand in a row. */
final class UseLowerRowsOnly extends ArchCondition<JavaClass> {
    private static final String JOBS = "dev.braid.jobs.";
    private static final List<Set<String>> ROWS = List.of(
            Set.of("main"),
            Set.of("spark", "bench"),
            Set.of("simulate"),
            Set.of("train", "pipeline", "serve", "gateway", "control", "report"),
            Set.of("http"),
            Set.of("engine", "exchange", "openai"),
            Set.of("sched", "adapter", "link", "trace"),
            Set.of("conf", "client"));

    UseLowerRowsOnly() {
        super("use packages in lower rows of " + ROWS + " only");
    }

    @Override
    public void check(JavaClass user, ConditionEvents events) {
        Optional<String> from = room(user);
        if (from.isEmpty()) {
            return;
        }
        if (row(from.get()).isEmpty()) {
            events.add(SimpleConditionEvent.violated(user, user.getName() + " is in a package that stands in no row"));
            return;
        }
        for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
            room(dependency.getTargetClass())
                    .filter(to -> !to.equals(from.get()))
                    .filter(to -> row(to).orElse(-1) <= row(from.get()).getAsInt())
                    .ifPresent(to -> events.add(SimpleConditionEvent.violated(user, dependency.getDescription())));
        }
    }

    private static Optional<String> room(JavaClass type) {
        return type.getPackageName().startsWith(JOBS)
                ? Optional.of(type.getPackageName().substring(JOBS.length()).split("\\.")[0])
                : Optional.empty();
    }

    private static OptionalInt row(String room) {
        return IntStream.range(0, ROWS.size())
                .filter(i -> ROWS.get(i).contains(room))
                .findFirst();
    }
}
