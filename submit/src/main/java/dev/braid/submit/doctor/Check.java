package dev.braid.submit.doctor;

/** One fact about this machine and what it means for Braid. */
public record Check(Verdict verdict, String subject, String finding) {
    /** What a finding means. */
    public enum Verdict {
        OK("ok"),
        /** Worth knowing; nothing is kept from running. */
        NOTE("note"),
        /** Braid does not run here. */
        NOT_OK("not ok");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }
    }

    static Check ok(String subject, String finding) {
        return new Check(Verdict.OK, subject, finding);
    }

    static Check note(String subject, String finding) {
        return new Check(Verdict.NOTE, subject, finding);
    }

    static Check notOk(String subject, String finding) {
        return new Check(Verdict.NOT_OK, subject, finding);
    }

    @Override
    public String toString() {
        return String.format("%-7s %-9s %s", verdict.word, subject, finding);
    }
}
