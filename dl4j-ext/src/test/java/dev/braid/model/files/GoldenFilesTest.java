package dev.braid.model.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Files that transformers and PEFT wrote are read, and written again with the same content. */
class GoldenFilesTest {
    private static final Path GOLDENS = Path.of(System.getProperty("braid.goldens", "../../shared/goldens"));

    @TempDir
    Path temp;

    @TestFactory
    Stream<DynamicTest> models() {
        return cases().map(folder -> DynamicTest.dynamicTest(name(folder), () -> {
            HfFolder model = HfFolder.open(folder.resolve("model"));
            assertEquals(
                    model.config(),
                    ModelConfig.parse("rewritten", model.config().toJson()));
            Path copy = temp.resolve(name(folder));
            HfFolder.write(copy, model.config(), model::tensor);
            HfFolder again = HfFolder.open(copy);
            assertEquals(model.tensors().keySet(), again.tensors().keySet());
            model.tensors().forEach((name, tensor) -> {
                assertEquals(tensor.type(), again.tensor(name).type(), name);
                assertArrayEquals(tensor.toFloats(), again.tensor(name).toFloats(), name);
            });
        }));
    }

    @TestFactory
    Stream<DynamicTest> adapters() {
        return cases().flatMap(folder -> folders(folder.resolve("adapters"))
                .map(adapter -> DynamicTest.dynamicTest(
                        name(folder) + " " + name(adapter), () -> roundTrip(folder.resolve("model"), adapter))));
    }

    @TestFactory
    Stream<DynamicTest> references() {
        return cases().map(folder -> DynamicTest.dynamicTest(name(folder), () -> {
            Safetensors file = Safetensors.open(folder.resolve("reference.safetensors"));
            Tensor ids = file.tensors().get("input_ids");
            assertEquals(2, ids.shape().size());
            int vocabulary = ModelConfig.read(folder.resolve("model")).vocabSize();
            for (long id : ids.toLongs()) {
                assertFalse(id < 0 || id >= vocabulary, "id " + id + " of a vocabulary of " + vocabulary);
            }
        }));
    }

    private void roundTrip(Path modelFolder, Path adapter) throws IOException {
        ModelConfig model = ModelConfig.read(modelFolder);
        PeftFolder peft = PeftFolder.open(adapter, model);
        Path copy = temp.resolve(name(modelFolder.getParent()) + "-" + name(adapter));
        PeftFolder.write(copy, (LoraConfig) peft.config(), model, site -> {
            LoraTensors pair = peft.sites().get(site);
            return new LoraSource(pair.a(), pair.b());
        });
        assertEquals(peft.config(), PeftFolder.open(copy, model).config());
        // PEFT writes F32 in order of name as well, so that the whole file must come out the same.
        assertArrayEquals(
                Files.readAllBytes(adapter.resolve(PeftFolder.WEIGHTS)),
                Files.readAllBytes(copy.resolve(PeftFolder.WEIGHTS)));
    }

    private static Stream<Path> cases() {
        assumeTrue(Files.isDirectory(GOLDENS), () -> "no goldens in " + GOLDENS.toAbsolutePath());
        List<Path> cases = folders(GOLDENS).toList();
        assertFalse(cases.isEmpty(), () -> GOLDENS + " holds no case");
        return cases.stream();
    }

    private static Stream<Path> folders(Path parent) {
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(Files::isDirectory).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }
}
