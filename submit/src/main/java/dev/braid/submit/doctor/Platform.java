package dev.braid.submit.doctor;

import java.util.List;

/**
 * The system that the program runs on.
 *
 * @param os as the property {@code os.name}
 * @param arch as {@code os.arch}
 * @param javaFeature Java's major version
 */
public record Platform(String os, String arch, int javaFeature) {
    /** The one in use. */
    public static Platform current() {
        return new Platform(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.version().feature());
    }

    List<Check> checks() {
        return List.of(java(), system(), architecture());
    }

    private Check java() {
        return javaFeature >= 17
                ? Check.ok("java", "Java " + javaFeature)
                : Check.notOk("java", "Java " + javaFeature + ", must be 17 or newer; set JAVA_HOME");
    }

    private Check system() {
        return os.equals("Linux") ? Check.ok("os", os) : Check.notOk("os", os + " is not supported, must be Linux");
    }

    private Check architecture() {
        return arch.equals("amd64") || arch.equals("x86_64")
                ? Check.ok("arch", arch)
                : Check.notOk("arch", arch + " is not supported, must be x86-64");
    }
}
