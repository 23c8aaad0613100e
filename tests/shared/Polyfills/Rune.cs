namespace System.Text;

internal readonly struct Rune(int value)
{
    public override string ToString() => char.ConvertFromUtf32(value);
}
