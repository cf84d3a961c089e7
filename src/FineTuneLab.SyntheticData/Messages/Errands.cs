namespace FineTuneLab.SyntheticData.Messages;

/// <summary>The eight errands of a shop's support desk.</summary>
public static class Errands
{
    public static readonly Topic Billing = new(
        "billing",
        ["I was {charged|billed} {twice|two times|too much} for my {order|plan}.", "There is {an error|a mistake} on my {invoice|bill}.",
         "Why is my {bill|invoice} so {high|large} this month?", "My card was {charged|billed} the wrong {amount|sum}.",
         "I see a {strange|wrong} {charge|fee} on my {card|account}.", "The {fee|amount} on my {invoice|bill} is {wrong|too high}."],
        ["Please {explain|check} the {charge|fee} on my bill.", "You {charged|billed} my card again for the same invoice."],
        "I am sorry. We will check the invoice today.");

    public static readonly Topic Delivery = new(
        "delivery",
        ["My {parcel|package} has not {arrived|come} yet.", "Where is my {order|parcel|package} now?",
         "The {driver|courier} did not {bring|deliver} my {parcel|package}.", "My {delivery|shipment} is {late|delayed}.",
         "When will my {parcel|shipment} {arrive|come}?", "The tracking {page|number} shows no {parcel|shipment}."],
        ["I am still waiting for the {courier|driver} with my {package|parcel}.", "The shipment was {sent|brought} to the wrong {address|street}."],
        "Your parcel is on the way.");

    public static readonly Topic Refund = new(
        "refund",
        ["I want my money back for the {PRODUCT}.", "Please {return|send} my money.", "How do I get a refund for the {PRODUCT}?",
         "When will I {get|receive} my refund?", "I {returned|sent back} the {PRODUCT} and want a refund.", "Can you pay me back for the {PRODUCT}?"],
        ["My refund is {missing|not here} and I want the money.", "Give me back the money I paid for the {PRODUCT}."],
        "We will send the money back soon.");

    public static readonly Topic Login = new(
        "login",
        ["I {forgot|lost} my password.", "I {cannot|can not} {log in|sign in} to my account.", "My {password|login} does not work.",
         "The {site|page} says my {password|username} is wrong.", "How can I {reset|change} my password?", "My account is locked after {two|three} tries."],
        ["The login page {rejects|refuses} my username.", "I need a new password to {sign in|log in}."],
        "Please use the link to reset your password.");

    public static readonly Topic Damaged = new(
        "damaged",
        ["The {PRODUCT} arrived {broken|cracked}.", "My {PRODUCT} has a {scratch|crack|hole}.", "The {box|package} was {torn|crushed} and the {PRODUCT} is broken.",
         "There is a {crack|dent} in the {PRODUCT}.", "The {PRODUCT} was {smashed|cracked} when I opened it.", "I got a {broken|torn} {PRODUCT}."],
        ["The new {PRODUCT} has a {dent|scratch} on the side.", "When I opened the box the {PRODUCT} was {torn|crushed}."],
        "We will send you a new item.");

    public static readonly Topic Cancel = new(
        "cancel",
        ["Please {cancel|stop} my {plan|subscription}.", "I {want|would like} to {cancel|end} my {plan|membership}.", "How do I {cancel|end} my subscription?",
         "I no longer {need|want} my {membership|subscription}.", "Stop my {membership|plan} at the end of the month.", "I want to leave and end my {plan|membership}."],
        ["Please close my {subscription|membership} for good.", "I do not want to {renew|keep} my {plan|subscription}."],
        "Your plan is now cancelled.");

    public static readonly Topic Hours = new(
        "hours",
        ["When do you {open|close}?", "Are you open on {DAY}?", "What are your opening {hours|times}?",
         "How late is the {shop|store} open?", "Is the {store|shop} closed on {DAY}?", "At what time does the {store|shop} {close|open}?"],
        ["Until when is the shop open on {DAY}?", "Do you close early on {DAY}?"],
        "We are open from nine to five.");

    public static readonly Topic Repair = new(
        "repair",
        ["Can you {repair|fix} my {PRODUCT}?", "My {PRODUCT} stopped working and needs a repair.", "I need a {repair|mechanic} for my {PRODUCT}.",
         "How long does it take to {fix|repair} a {PRODUCT}?", "The {PRODUCT} needs new parts, can you {fix|repair} it?", "Do you {repair|fix} an old {PRODUCT}?"],
        ["My {PRODUCT} makes noise, can someone {repair|fix} it?", "I want a mechanic to look at my {PRODUCT}."],
        "Please bring the item to our shop.");

    public static readonly IReadOnlyList<Topic> All = [Billing, Delivery, Refund, Login, Damaged, Cancel, Hours, Repair];
}
