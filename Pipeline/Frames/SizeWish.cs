namespace Scanout.Pipeline.Frames;

/// <summary>One viewer's wish for another size of a display's picture.</summary>
sealed class SizeWish(int widthPixels, int heightPixels)
{
    readonly TaskCompletionSource<ResizeAnswer> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int WidthPixels { get; } = widthPixels;

    public int HeightPixels { get; } = heightPixels;

    public Task<ResizeAnswer> Answered => answer.Task;

    /// <summary>Only the first answer counts.</summary>
    public void Answer(ResizeAnswer given) => answer.TrySetResult(given);
}
