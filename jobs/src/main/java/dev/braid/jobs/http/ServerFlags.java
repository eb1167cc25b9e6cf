package dev.braid.jobs.http;

import com.linecorp.armeria.common.FlagsProvider;

/**
 * What Armeria's process-wide settings are unless a user sets them. Its caches of routes hold the services of servers that
 * have ended, and with them engines and their memory: executors' JVMs outlive jobs, so there are none.
 */
public final class ServerFlags implements FlagsProvider {
    /** Below that of providers that a user may bring. */
    private static final int PRIORITY = 0;

    private static final String OFF = "off";

    @Override
    public int priority() {
        return PRIORITY;
    }

    @Override
    public String routeCacheSpec() {
        return OFF;
    }

    @Override
    public String routeDecoratorCacheSpec() {
        return OFF;
    }
}
