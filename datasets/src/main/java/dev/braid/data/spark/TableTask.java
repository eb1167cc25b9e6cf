package dev.braid.data.spark;

import dev.braid.data.row.DatasetException;
import dev.braid.data.row.FileFormat;
import dev.braid.data.row.QuarantinedRow;
import dev.braid.data.row.RawRow;
import dev.braid.data.row.Row;
import dev.braid.data.row.RowException;
import dev.braid.data.row.RowParser;
import dev.braid.data.row.RowReader;
import dev.braid.data.table.TableRows;
import dev.braid.data.table.TableWriter;
import dev.braid.data.table.TensorColumns;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;

/** The work of a task that reads rows and writes them as shards; what it came to, as JSON. */
final class TableTask implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ShardStores stores;
    private final String folder;
    private final TableRows table;
    private final String format;

    TableTask(ShardStores stores, String folder, TableRows table, String format) {
        this.stores = stores;
        this.folder = folder;
        this.table = table;
        this.format = format;
    }

    /** The rows of text files. */
    Iterator<String> text(int partition, Iterator<String> files) {
        return write(partition, (maker, writer) -> {
            RowParser parser = RowParser.fields();
            while (files.hasNext()) {
                String file = files.next();
                FileFormat known = format.isEmpty() ? FileFormat.ofFile(file) : FileFormat.valueOf(format);
                try (InputStream in = HadoopFiles.open(stores.configuration(), file)) {
                    Iterator<RawRow> rows = RowReader.of(known, parser).read(in);
                    while (rows.hasNext()) {
                        add(file, rows.next(), maker, writer);
                    }
                } catch (RowException e) {
                    throw new DatasetException("dataset file " + HadoopFiles.display(file) + ", " + e.getMessage());
                }
            }
        });
    }

    /** Rows that are given as file, number and JSON. */
    Iterator<String> json(int partition, Iterator<String[]> rows) {
        return write(partition, (maker, writer) -> {
            RowParser parser = RowParser.fields();
            while (rows.hasNext()) {
                String[] row = rows.next();
                RawRow raw = new RawRow(Long.parseLong(row[1]), row[2], () -> parser.parse(row[2]));
                add(row[0], raw, maker, writer);
            }
        });
    }

    private interface Rows {
        void writeTo(TableRows.Maker maker, TableWriter writer) throws IOException;
    }

    private Iterator<String> write(int partition, Rows rows) {
        int width = table.tensors().stream().mapToInt(TensorColumns::width).sum();
        TableWriter writer = new TableWriter(stores.open(folder), partition, width);
        try (TableRows.Maker maker = table.open()) {
            rows.writeTo(maker, writer);
            return List.of(writer.finish().toJson()).iterator();
        } catch (IOException e) {
            throw new UncheckedIOException("rows cannot be written to " + folder + ": " + e.getMessage(), e);
        }
    }

    private static void add(String file, RawRow raw, TableRows.Maker maker, TableWriter writer) throws IOException {
        try {
            maker.take(((Row.Fields) raw.row().get()).values(), writer::add);
            writer.taken();
        } catch (RowException e) {
            writer.setAside(new QuarantinedRow(HadoopFiles.display(file), raw.line(), e.getMessage(), raw.excerpt()));
        }
    }
}
