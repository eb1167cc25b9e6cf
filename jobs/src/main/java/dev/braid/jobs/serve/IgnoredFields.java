package dev.braid.jobs.serve;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of request fields that mean nothing here: once for each name, and only of so many names. Thread-safe. */
final class IgnoredFields {
    private static final Logger LOG = LoggerFactory.getLogger(IgnoredFields.class);
    private static final int MAX_NAMES = 64;
    private static final int SHOWN = 60;

    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    void warn(List<String> names) {
        for (String name : names) {
            String shown = name.length() > SHOWN ? name.substring(0, SHOWN) : name;
            if (warned.size() < MAX_NAMES && warned.add(shown)) {
                String printable = shown.replaceAll("\\p{Cntrl}", "?");
                LOG.warn("requests have a field '{}', which is ignored", printable);
            }
        }
    }
}
