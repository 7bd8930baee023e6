// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title What a court records: filings, cases, panels and jurors.
/// @notice Grounds: 0 rights, 1 consent, 2 register, 3 duplicate, 4 spam, 5 harm, 6 work fault. Remedies: 0 none, 1 suspend the
/// respondent (value: seconds), 2 slash it (value: basis points), 3 void its work, 4 mark a model (value: status), 5 lift a
/// hold or take-down. Subjects: 0 deposit, 1 model, 2 expert, 3 operator. Votes and rulings: 0 none, 1 uphold, 2 reject,
/// 3 frivolous. Evidence stays off chain; only salted digests come here.
interface ICourtRecord {
    /// @notice Where a case stands.
    enum Phase {
        None,
        Sponsoring,
        Conciliation,
        Drawing,
        Committing,
        Revealing,
        Ruled,
        Chambers,
        Final,
        Closed
    }

    /// @notice Settings at birth, times in seconds.
    /// @param sponsorPeriod How long a case gathers sponsors.
    /// @param conciliationPeriod How long the parties may settle.
    /// @param drawPeriod How long a panel may be drawn.
    /// @param commitPeriod How long jurors commit.
    /// @param revealPeriod How long jurors reveal.
    /// @param appealPeriod How long a party may appeal.
    /// @param chamberPeriod How long the chambers may decide what is theirs.
    /// @param executionPeriod How long a final ruling may be executed.
    /// @param filingBar How long a frivolous filer files nothing, and nobody files or sponsors twice against one respondent.
    /// @param maxInterim How long an interim measure lasts.
    /// @param panelPower Suspension within three years that panels may impose on one identity without the chambers.
    /// @param expulsionFrom From here on a suspension, with those of three years before, is an expulsion.
    /// @param sponsors Members besides the filer that a case needs.
    /// @param panelSize Seats of a first panel.
    /// @param appealSize Seats of a second panel; 0 for the assembly.
    /// @param tries Candidates looked at per call of a draw.
    /// @param jurorCredit Stewardship credit for one revealed vote.
    struct Settings {
        uint48 sponsorPeriod;
        uint48 conciliationPeriod;
        uint48 drawPeriod;
        uint48 commitPeriod;
        uint48 revealPeriod;
        uint48 appealPeriod;
        uint48 chamberPeriod;
        uint48 executionPeriod;
        uint48 filingBar;
        uint48 maxInterim;
        uint48 panelPower;
        uint48 expulsionFrom;
        uint8 sponsors;
        uint8 panelSize;
        uint8 appealSize;
        uint8 tries;
        uint64 jurorCredit;
    }

    /// @notice What somebody asks of the court.
    /// @param respondentId Against whom; 0 when against nobody, as for lifting a hold.
    /// @param ground Why.
    /// @param remedy What shall be done.
    /// @param subjectKind What kind of thing it is about.
    /// @param subject The thing: a deposit's key, or a number.
    /// @param value How much of the remedy.
    struct Filing {
        uint64 respondentId;
        uint8 ground;
        uint8 remedy;
        uint8 subjectKind;
        bytes32 subject;
        uint256 value;
    }

    /// @notice A case as recorded.
    /// @param filerId Who filed it.
    /// @param sponsors Members that sponsored it.
    /// @param level 1 first panel, 2 appeal.
    /// @param round Number of the latest panel of the case.
    /// @param firstRuling Ruling that was appealed.
    /// @param chamberRuling What the chambers decided, 0 if nothing.
    /// @param settled One bit per party that wishes to settle.
    /// @param executed True once the remedy ran.
    /// @param weighty True when only the chambers may uphold it whole: an expulsion, or more than a notice on a model.
    /// @param asked True once the court put it to the chambers.
    /// @param filedAt When it was filed.
    /// @param conciliationEnds End of the conciliation, 0 before there are sponsors.
    /// @param frozenUntil End of its interim measure.
    /// @param resolvedAt When the chambers decided.
    /// @param filing What was asked.
    struct Case {
        // slot 0: [0..63] filerId, six bytes, three flags, [136..231] filedAt and conciliationEnds
        uint64 filerId;
        uint8 sponsors;
        uint8 level;
        uint8 round;
        uint8 firstRuling;
        uint8 chamberRuling;
        uint8 settled;
        bool executed;
        bool weighty;
        bool asked;
        uint48 filedAt;
        uint48 conciliationEnds;
        // slot 1
        uint48 frozenUntil;
        uint48 resolvedAt;
        // slots 2 to 4
        Filing filing;
    }

    /// @notice One panel, drawn by sortition, or an assembly: all who had a voice and are neither party nor sponsor.
    /// @param seed Decides the candidates, 0 before it is read.
    /// @param filerGroup Group of the filer when the panel was called.
    /// @param respondentGroup Group of the respondent then.
    /// @param since The seed is the beacon's first after this time; whoever had no voice then does not sit.
    /// @param population Identities among which is drawn.
    /// @param tried Candidates looked at.
    /// @param drawEnds End of the draw.
    /// @param fullAt When the last seat was filled, 0 before.
    /// @param size Seats; of an assembly, the votes that it must open to rule.
    /// @param freezes Jurors for an interim measure.
    /// @param again True for the second panel of a level.
    /// @param plenary True for an assembly, in which whoever commits takes a seat.
    /// @param seated Seats filled.
    /// @param upholds Votes to uphold.
    /// @param rejects Votes to reject.
    /// @param frivolous Votes that call the case frivolous.
    struct Panel {
        bytes32 seed;
        bytes32 filerGroup;
        bytes32 respondentGroup;
        // slot 3: 248 bits
        uint48 since;
        uint64 population;
        uint32 tried;
        uint48 drawEnds;
        uint48 fullAt;
        uint8 size;
        // slot 4: 152 bits
        uint8 freezes;
        bool again;
        bool plenary;
        uint32 seated;
        uint32 upholds;
        uint32 rejects;
        uint32 frivolous;
    }

    /// @notice A juror of a case.
    /// @param commitment Hidden vote, 0 before.
    /// @param round Panel on which it sits, 0 when on none.
    /// @param vote Opened vote, 0 before.
    /// @param freezes True when it asked for an interim measure.
    struct Juror {
        bytes32 commitment;
        uint8 round;
        uint8 vote;
        bool freezes;
    }

    /// @notice What the clock makes of a case.
    /// @param phase Where it stands.
    /// @param ruling The ruling as it stands, 0 before there is one.
    /// @param ends When the phase ends by itself, 0 for one that does not end.
    /// @param finalAt When the ruling became final, 0 before.
    struct Position {
        Phase phase;
        uint8 ruling;
        uint48 ends;
        uint48 finalAt;
    }
}
