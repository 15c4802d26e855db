namespace Chat.Actors.Media;

/// <summary>Tells an application how far a transfer is: 0 to 1 in steps of a hundredth, each once, as the SDK's upload plug-in does.</summary>
/// <param name="failed">Takes what the application's code throws; it is not called again then.</param>
internal sealed class TransferProgress(IProgress<double>? target, Action<Exception> failed)
{
    private const int Steps = 100;

    private IProgress<double>? _target = target;
    private long _last = -1;

    public void Report(long done, long total)
    {
        var step = total <= 0 ? Steps : Math.Min(Steps, (long)((double)done / total * Steps));
        if (_target is null || step == _last)
        {
            return;
        }

        _last = step;
        try
        {
            _target.Report((double)step / Steps);
        }
        catch (Exception e)
        {
            _target = null;
            failed(e);
        }
    }
}
