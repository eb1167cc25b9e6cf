package dev.braid.jobs.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Reads the frames of one connection and puts payloads to where they belong. Whoever does not begin with the job's token
 * is cut off, and nobody else notices. Runs on the connection's event loop.
 */
final class FrameReader extends ChannelInboundHandlerAdapter {
    private static final int MOST_TOKEN = 256;
    private static final int STRANGER = -1;

    private final LinkHub hub;
    private final byte[] token;
    private final FrameReceiver receiver;
    private final ByteBuf head = Unpooled.buffer(FrameHeader.BYTES, FrameHeader.BYTES);
    private final Deque<ByteBuf> held = new ArrayDeque<>();
    private int peer = STRANGER;
    private FrameHeader frame;
    private ByteBuffer target;
    private boolean paused;
    private boolean done;

    FrameReader(LinkHub hub, byte[] token, FrameReceiver receiver) {
        this.hub = hub;
        this.token = token;
        this.receiver = receiver;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        held.add((ByteBuf) message);
        drain(context);
    }

    /** Goes on after a pause. */
    void resume(ChannelHandlerContext context) {
        if (paused) {
            paused = false;
            context.channel().config().setAutoRead(true);
            drain(context);
        }
    }

    private void drain(ChannelHandlerContext context) {
        try {
            while (!paused && !held.isEmpty()) {
                ByteBuf in = held.peek();
                while (!paused && (in.isReadable() || unfinished())) {
                    step(context, in);
                }
                if (!in.isReadable() && !paused) {
                    held.remove().release();
                }
            }
        } catch (LinkException e) {
            end(context, e);
        }
    }

    /** Whether a frame waits that needs no more bytes to go on. */
    private boolean unfinished() {
        return frame != null && (target == null || !target.hasRemaining());
    }

    private void step(ChannelHandlerContext context, ByteBuf in) {
        if (frame == null) {
            in.readBytes(head, Math.min(in.readableBytes(), head.writableBytes()));
            if (head.isWritable()) {
                return;
            }
            frame = FrameHeader.read(head);
            head.clear();
        }
        if (target == null) {
            Optional<ByteBuffer> place = place();
            if (place.isEmpty()) {
                paused = true;
                context.channel().config().setAutoRead(false);
                return;
            }
            target = place.get();
            if (target.remaining() != frame.bytes()) {
                throw new LinkException(
                        frame + " has " + frame.bytes() + " bytes, but its place " + target.remaining());
            }
        }
        fill(in);
        if (!target.hasRemaining()) {
            FrameHeader whole = frame;
            ByteBuffer filled = target;
            frame = null;
            target = null;
            took(context, whole, filled);
        }
    }

    private void fill(ByteBuf in) {
        int bytes = Math.min(in.readableBytes(), target.remaining());
        if (bytes > 0) {
            int end = target.limit();
            target.limit(target.position() + bytes);
            in.readBytes(target);
            target.limit(end);
        }
    }

    private Optional<ByteBuffer> place() {
        if (peer == STRANGER) {
            if (frame.kind() != FrameHeader.Kind.HELLO || frame.bytes() > MOST_TOKEN) {
                throw new LinkException("the connection does not begin with the job's token");
            }
            return Optional.of(ByteBuffer.allocate(frame.bytes()));
        }
        return switch (frame.kind()) {
            case DATA -> receiver.place(peer, frame);
            case BYE -> Optional.of(ByteBuffer.allocate(0));
            case HELLO -> throw new LinkException("worker " + peer + " introduces itself twice");
        };
    }

    private void took(ChannelHandlerContext context, FrameHeader whole, ByteBuffer filled) {
        switch (whole.kind()) {
            case HELLO -> {
                if (!MessageDigest.isEqual(token, filled.array())) {
                    throw new LinkException("the connection shows a token that is not this job's");
                }
                peer = whole.channel();
                hub.accepted(peer, context, this);
            }
            case DATA -> receiver.arrived(peer, whole);
            case BYE -> done = true;
        }
    }

    private void end(ChannelHandlerContext context, LinkException reason) {
        if (peer != STRANGER) {
            done = true;
            receiver.lost(peer, new LinkException("worker " + peer + ": " + reason.getMessage(), reason));
        } else {
            hub.stranger(context.channel(), reason);
        }
        release();
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (peer != STRANGER && !done) {
            receiver.lost(peer, new LinkException("worker " + peer + " closed its link or died"));
        }
        release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (peer != STRANGER && !done) {
            done = true;
            receiver.lost(peer, new LinkException("the link from worker " + peer + " broke: " + cause, cause));
        } else if (peer == STRANGER) {
            hub.stranger(context.channel(), new LinkException(cause.getMessage(), cause));
        }
        context.close();
    }

    private void release() {
        held.forEach(ByteBuf::release);
        held.clear();
    }
}
