package dev.braid.model.files;

import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which linears an adapter covers, as PEFT's {@code target_modules} says it. */
public sealed interface TargetModules {
    /** Whether the module with this full name is covered. */
    boolean covers(String module);

    /** All seven linears: {@code all-linear}. */
    static TargetModules all() {
        return of(Set.of(LinearModule.values()));
    }

    /** Some of the seven linears, in every layer. */
    static TargetModules of(Set<LinearModule> modules) {
        return new Suffixes(modules.stream().map(LinearModule::suffix).collect(Collectors.toCollection(TreeSet::new)));
    }

    /** Names that a module equals or ends with after a dot, such as {@code q_proj} or {@code 0.mlp.up_proj}. */
    record Suffixes(SortedSet<String> names) implements TargetModules {
        public Suffixes {
            names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
            Bounds.require(!names.isEmpty(), "target_modules", names, "at least one of " + known());
        }

        @Override
        public boolean covers(String module) {
            return names.stream().anyMatch(name -> isSuffix(name, module));
        }

        static boolean isSuffix(String name, String module) {
            return module.equals(name) || module.endsWith("." + name);
        }

        private static String known() {
            return Arrays.stream(LinearModule.values())
                    .map(LinearModule::suffix)
                    .toList()
                    .toString();
        }
    }

    /** An expression that must match a module's whole name. */
    record Regex(String expression) implements TargetModules {
        public Regex {
            ModuleRegex.compile("target_modules", expression);
        }

        @Override
        public boolean covers(String module) {
            return ModuleRegex.compile("target_modules", expression).matches(module);
        }
    }
}
