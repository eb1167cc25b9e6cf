package dev.braid.jobs.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A member that misbehaves as a test wants it: healthy at first, then it does with each other request what it was told. */
final class RawMember implements AutoCloseable {
    /** What it does with a request. */
    enum Manner {
        /** Closes the connection without a word. */
        HANG_UP,
        /** Answers nothing, and no health checks from then on. */
        HANG,
        /** Streams one event and half of another, then closes the connection. */
        BREAK_OFF
    }

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Manner manner;
    private final AtomicInteger asked = new AtomicInteger();

    RawMember(Manner manner) throws IOException {
        this.manner = manner;
        daemon(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** Requests that were not health checks. */
    int asked() {
        return asked.get();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "raw-member");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                daemon(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            while (true) {
                String head = head(socket.getInputStream());
                if (!head.startsWith("GET /health")) {
                    asked.incrementAndGet();
                    misbehave(socket);
                    return;
                } else if (manner == Manner.HANG && asked() > 0) {
                    Thread.sleep(60_000);
                }
                write(socket, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
            }
        } catch (IOException | InterruptedException e) {
            // The other side has gone.
        }
    }

    private void misbehave(Socket socket) throws IOException, InterruptedException {
        if (manner == Manner.HANG) {
            Thread.sleep(60_000);
        } else if (manner == Manner.BREAK_OFF) {
            write(socket, "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
            chunk(socket, "data: {\"n\":1}\n\n");
            chunk(socket, "data: {\"n\":");
        }
    }

    private static void chunk(Socket socket, String text) throws IOException {
        write(socket, Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
