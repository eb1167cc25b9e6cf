package dev.braid.jobs.openai;

/** The body of an error: {@code {"error":{"message","type","param","code"}}}. */
public record ApiError(Body error) {
    /**
     * @param type the kind of error by status, such as {@code invalid_request_error}
     * @param param the field that is wrong, or null
     * @param code what clients tell apart, or null
     */
    public record Body(String message, String type, String param, String code) {}

    /** The body that goes with a status. */
    public static ApiError of(int status, String message, String param, String code) {
        return new ApiError(new Body(message, type(status), param, code));
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 429 -> "rate_limit_error";
            case 503 -> "service_unavailable_error";
            default -> status < 500 ? "invalid_request_error" : "server_error";
        };
    }
}
