package network.phala.frame.dispatch;

import network.phala.frame.dispatch.DispatchError.ArithmeticError;
import network.phala.frame.dispatch.DispatchError.TokenError;

/// A dispatch refused: everything it wrote is rolled back. Carries what it cost nevertheless. No stack
/// trace: refusals are ordinary.
public final class DispatchException extends Exception {
    private final transient DispatchError error;
    private final transient PostDispatchInfo postInfo;

    public DispatchException(DispatchError error) {
        this(error, PostDispatchInfo.DECLARED);
    }

    public DispatchException(DispatchError error, PostDispatchInfo postInfo) {
        super(error.toString(), null, false, false);
        this.error = error;
        this.postInfo = postInfo;
    }

    public static DispatchException token(TokenError error) {
        return new DispatchException(new DispatchError.Token(error));
    }

    public static DispatchException arithmetic(ArithmeticError error) {
        return new DispatchException(new DispatchError.Arithmetic(error));
    }

    public DispatchError error() {
        return error;
    }

    public PostDispatchInfo postInfo() {
        return postInfo;
    }

    /// The same refusal at another cost.
    public DispatchException withPostInfo(PostDispatchInfo info) {
        return new DispatchException(error, info);
    }
}
