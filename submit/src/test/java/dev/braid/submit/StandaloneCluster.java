package dev.braid.submit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A standalone cluster on loopback, master and workers in JVMs of their own, and a SPARK_HOME that knows nothing of Braid.
 * Every worker declares one GPU through a discovery script; the address is the worker's number.
 */
final class StandaloneCluster implements AutoCloseable {
    private static final long BOUND_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final Path folder;
    private final Path sparkHome;
    private final int port;
    private final List<Process> processes = new ArrayList<>();

    /** @param folder for SPARK_HOME, logs and the workers' folders */
    StandaloneCluster(Path folder, int workers, int coresOfEach) throws IOException, InterruptedException {
        this.folder = folder;
        this.sparkHome = sparkHome();
        this.port = freePort();
        start(
                "master",
                Map.of(),
                "org.apache.spark.deploy.master.Master",
                "--host",
                "127.0.0.1",
                "--port",
                "" + port,
                "--webui-port",
                "0");
        awaitLog("master", "New state: ALIVE");
        for (int worker = 0; worker < workers; worker++) {
            startWorker(worker, coresOfEach);
        }
        for (int worker = 0; worker < workers; worker++) {
            awaitLog("worker-" + worker, "Successfully registered with master");
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Path sparkHome() throws IOException {
        Path home = folder.resolve("spark-home");
        Path jars = Files.createDirectories(home.resolve("jars"));
        try (Stream<Path> all = Files.list(Distribution.HOME.resolve("jars"))) {
            for (Path jar : all.filter(jar -> !jar.equals(braidJar())).toList()) {
                Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar.toRealPath());
            }
        }
        Path bin = Files.createDirectories(home.resolve("bin"));
        for (String script : List.of("spark-class", "spark-submit")) {
            Files.copy(Distribution.HOME.resolve("bin").resolve(script), bin.resolve(script));
        }
        return home;
    }

    /** The one jar that users submit. */
    static Path braidJar() {
        return Distribution.HOME.resolve("jars").resolve("braid-0.1.0.jar");
    }

    private void startWorker(int number, int cores) throws IOException {
        Path script = folder.resolve("gpus-of-worker-" + number);
        Files.writeString(script, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"" + number + "\"]}'\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        start(
                "worker-" + number,
                Map.of(
                        "SPARK_WORKER_OPTS",
                        "-Dspark.worker.resource.gpu.amount=1 -Dspark.worker.resource.gpu.discoveryScript=" + script),
                "org.apache.spark.deploy.worker.Worker",
                master(),
                "--host",
                "127.0.0.1",
                "--webui-port",
                "0",
                "--cores",
                "" + cores,
                "--memory",
                "4g",
                "--work-dir",
                folder.resolve("work-" + number).toString());
    }

    private void start(String name, Map<String, String> environment, String... words) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(sparkHome.resolve("bin/spark-class").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = builder(command, environment);
        builder.redirectErrorStream(true).redirectOutput(log(name).toFile());
        processes.add(builder.start());
    }

    private ProcessBuilder builder(List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("SPARK_HOME", sparkHome.toString());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("SPARK_NO_DAEMONIZE", "1");
        builder.environment().put("SPARK_DAEMON_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        builder.environment().remove("SPARK_CONF_DIR");
        builder.environment().putAll(environment);
        return builder;
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }

    private void awaitLog(String name, String text) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + BOUND_NANOS;
        while (!Files.exists(log(name)) || !Files.readString(log(name)).contains(text)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        name + " did not say '" + text + "' but " + Files.readString(log(name)));
            }
            Thread.sleep(50);
        }
    }

    String master() {
        return "spark://127.0.0.1:" + port;
    }

    /** Starts {@code spark-submit} with these words; its output goes to {@code NAME.log}. */
    Process submit(String name, List<String> words) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(sparkHome.resolve("bin/spark-submit").toString(), "--master", master()));
        command.addAll(words);
        Process process = builder(command, Map.of())
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile())
                .start();
        processes.add(process);
        return process;
    }

    /** What a submission printed, and drivers that workers have started for it. */
    String said(String name) throws IOException {
        StringBuilder said = new StringBuilder(Files.readString(log(name)));
        try (Stream<Path> files = Files.walk(folder, 3)) {
            for (Path file : files.filter(file ->
                            file.getParent().getFileName().toString().startsWith("driver-") && file.endsWith("stderr"))
                    .toList()) {
                said.append('\n').append(file).append('\n').append(Files.readString(file));
            }
        }
        return said.toString();
    }

    @Override
    public void close() throws InterruptedException {
        for (int i = processes.size() - 1; i >= 0; i--) {
            Process process = processes.get(i);
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        }
    }
}
