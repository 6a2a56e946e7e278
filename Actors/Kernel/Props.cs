using System.Linq.Expressions;
using System.Reflection;

namespace Scanout.Actors.Kernel;

/// <summary>
/// How to build an actor: its class and its constructor's arguments. The arguments are evaluated here, once; every incarnation gets the same ones.
/// </summary>
public sealed class Props
{
    const BindingFlags Constructors = BindingFlags.Public | BindingFlags.Instance | BindingFlags.CreateInstance | BindingFlags.DoNotWrapExceptions;

    readonly Type type;
    readonly object?[] arguments;

    Props(Type type, object?[] arguments, SupervisorStrategy? strategy)
    {
        this.type = type;
        this.arguments = arguments;
        Strategy = strategy;
    }

    internal SupervisorStrategy? Strategy { get; }

    /// <param name="factory">A plain call of a public constructor, <c>() => new T(a, b)</c>: it is taken apart, not run.</param>
    /// <param name="supervisorStrategy">For the actor's children, instead of the one that the class states.</param>
    public static Props Create<T>(Expression<Func<T>> factory, SupervisorStrategy? supervisorStrategy = null)
        where T : ActorBase
    {
        if (factory.Body is not NewExpression construction)
            throw new ArgumentException("The factory must be a plain call of a constructor.", nameof(factory));
        return new Props(typeof(T), [.. construction.Arguments.Select(Evaluate)], supervisorStrategy);
    }

    public static Props Create<T>(params object?[] args)
        where T : ActorBase => new(typeof(T), args, null);

    internal ActorBase NewActor()
    {
        var actor = (ActorBase)Activator.CreateInstance(type, Constructors, null, arguments, null)!;
        if (Strategy is not null)
            actor.Strategy = Strategy;
        (actor as ReceiveActor)?.Seal();
        return actor;
    }

    static object? Evaluate(Expression argument) =>
        argument is ConstantExpression constant
            ? constant.Value
            : Expression.Lambda<Func<object?>>(Expression.Convert(argument, typeof(object))).Compile(preferInterpretation: true)();
}
