using System.Collections;
using System.Globalization;

namespace TorchSharp.Modules;

/// <summary>Modules in order, registered as "0", "1", ….</summary>
public sealed class ModuleList<T> : torch.nn.Module, IReadOnlyList<T> where T : torch.nn.Module
{
    private readonly List<T> _list = [];

    public ModuleList(params T[] modules)
        : base(nameof(ModuleList<T>))
    {
        foreach (var module in modules) append(module);
    }

    public int Count => _list.Count;

    public T this[int index] => _list[index];

    public void append(T module)
    {
        register_module(_list.Count.ToString(CultureInfo.InvariantCulture), module);
        _list.Add(module);
    }

    public void Add(T module) => append(module);

    public void extend(IEnumerable<T> modules)
    {
        foreach (var module in modules) append(module);
    }

    public IEnumerator<T> GetEnumerator() => _list.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Modules called one after the other.</summary>
public sealed class Sequential : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly List<torch.nn.Module<torch.Tensor, torch.Tensor>> _stages = [];

    internal Sequential(IEnumerable<(string name, torch.nn.Module<torch.Tensor, torch.Tensor> module)> stages)
        : base(nameof(Sequential))
    {
        foreach (var (name, module) in stages)
        {
            register_module(name, module);
            _stages.Add(module);
        }
    }

    public override torch.Tensor forward(torch.Tensor input)
    {
        foreach (var stage in _stages) input = stage.call(input);
        return input;
    }
}
