package dev.braid.jobs.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceCsvTest {
    private static final String HEADER = "timestamp,prompt_tokens,output_tokens\n";

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("trace.csv"), text);
    }

    private void refused(String text, String... parts) throws IOException {
        Path file = file(text);
        var error = assertThrows(TraceCsv.MalformedTraceException.class, () -> TraceCsv.read(file));
        for (String part : parts) {
            assertTrue(error.getMessage().contains(part), error.getMessage());
        }
        assertTrue(error.getMessage().contains("trace.csv"), error.getMessage());
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        Trace trace = new TraceGenerator(
                        new ArrivalProcess.GammaBursts(4, 2), new Lengths(300, 1, 4096), new Lengths(100, 1, 1024))
                .generate(200, new SplittableRandom(11));
        Path file = folder.resolve("out.csv");
        TraceCsv.write(trace, file);
        Trace read = TraceCsv.read(file).trace();
        assertEquals(trace.arrivals(), read.arrivals());
        assertEquals(trace.arrivals().get(trace.arrivals().size() - 1).seconds(), read.seconds());
    }

    @Test
    void burstGptColumnsAreReadAndFailedRequestsCounted() throws IOException {
        TraceCsv.Contents contents = TraceCsv.read(file("Timestamp,Model,Request tokens,Response tokens,Total tokens,"
                + "Log Type\r\n5,ChatGPT,472,18,490,Conversation log\r\n45,ChatGPT,0,0,0,Conversation log\r\n"
                + "118.5,GPT-4,417,276,693,API log\r\n"));
        assertEquals(
                new Trace(118.5, List.of(new Arrival(5, 472, 18), new Arrival(118.5, 417, 276))), contents.trace());
        assertEquals(1, contents.failedRequests());
    }

    @Test
    void columnsAreFoundByName() throws IOException {
        Path file = file("\uFEFFuser,output_tokens,timestamp,prompt_tokens\nada,3,0.5,2\n");
        assertEquals(
                List.of(new Arrival(0.5, 2, 3)), TraceCsv.read(file).trace().arrivals());
    }

    @Test
    void malformedLinesAreNamed() throws IOException {
        refused("", "line 1", "header is ''");
        refused("time,prompt,output\n1,2,3\n", "line 1", "header is 'time,prompt,output'", "prompt_tokens");
        refused(HEADER + "1,2,3\n2,3\n", "line 3", "has 2 fields, must have 3");
        refused(HEADER + "1,2,3\n\n2,3,4\n", "line 3", "has 1 fields");
        refused(HEADER + "soon,2,3\n", "line 2", "timestamp is 'soon'");
        refused(HEADER + "NaN,2,3\n", "line 2", "timestamp is 'NaN'");
        refused(HEADER + "-1,2,3\n", "line 2", "timestamp is '-1'");
        refused(HEADER + "5,2,3\n4.5,2,3\n", "line 3", "timestamp is 4.5, before 5.0");
        refused(HEADER + "1,2.5,3\n", "line 2", "prompt_tokens is '2.5'");
        refused(HEADER + "1,0,3\n", "line 2", "prompt_tokens is 0");
        refused(HEADER + "1,2,0\n", "line 2", "output_tokens is 0");
        refused(HEADER + "1,2,99999999999\n", "line 2", "output_tokens is '99999999999'");
        refused("Timestamp,Request tokens,Response tokens\n1,0,7\n", "line 2", "Request tokens is 0");
    }
}
