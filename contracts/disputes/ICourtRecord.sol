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
    struct Settings {
        uint48 sponsorPeriod; // how long a case gathers sponsors
        uint48 conciliationPeriod; // how long the parties may settle
        uint48 drawPeriod; // how long a panel may be drawn
        uint48 commitPeriod; // how long jurors commit
        uint48 revealPeriod; // how long jurors reveal
        uint48 appealPeriod; // how long a party may appeal
        uint48 chamberPeriod; // how long the chambers may decide what is theirs
        uint48 executionPeriod; // how long a final ruling may be executed
        // how long a frivolous filer files nothing, and nobody files or sponsors twice against one respondent
        uint48 filingBar;
        uint48 maxInterim; // how long an interim measure lasts
        uint48 panelPower; // suspension within three years that panels may impose on one identity without the chambers
        uint48 expulsionFrom; // from here on a suspension, with those of three years before, is an expulsion
        uint8 sponsors; // members besides the filer that a case needs
        uint8 panelSize; // seats of a first panel
        uint8 appealSize; // seats of a second panel; 0 for the assembly
        uint8 tries; // candidates looked at per call of a draw
        uint64 jurorCredit; // stewardship credit for one revealed vote
    }

    /// @notice What somebody asks of the court.
    struct Filing {
        uint64 respondentId; // against whom; 0 when against nobody, as for lifting a hold
        uint8 ground;
        uint8 remedy; // what shall be done
        uint8 subjectKind; // what kind of thing it is about
        bytes32 subject; // the thing: a deposit's key, or a number
        uint256 value; // how much of the remedy
    }

    /// @notice A case as recorded.
    struct Case {
        // slot 0: [0..63] filerId, six bytes, three flags, [136..231] filedAt and conciliationEnds
        uint64 filerId; // who filed it
        uint8 sponsors; // members that sponsored it
        uint8 level; // 1 first panel, 2 appeal
        uint8 round; // number of the latest panel of the case
        uint8 firstRuling; // ruling that was appealed
        uint8 chamberRuling; // what the chambers decided, 0 if nothing
        uint8 settled; // one bit per party that wishes to settle
        bool executed; // true once the remedy ran
        bool weighty; // true when only the chambers may uphold it whole: an expulsion, or more than a notice on a model
        bool asked; // true once the court put it to the chambers
        uint48 filedAt; // when it was filed
        uint48 conciliationEnds; // end of the conciliation, 0 before there are sponsors
        // slot 1
        uint48 frozenUntil; // end of its interim measure
        uint48 resolvedAt; // when the chambers decided
        // slots 2 to 4
        Filing filing; // what was asked
    }

    /// @notice One panel, drawn by sortition, or an assembly: all who had a voice and are neither party nor sponsor.
    struct Panel {
        bytes32 seed; // decides the candidates, 0 before it is read
        bytes32 filerGroup; // group of the filer when the panel was called
        bytes32 respondentGroup; // group of the respondent then
        // slot 3: 248 bits
        uint48 since; // the seed is the beacon's first after this time; whoever had no voice then does not sit
        uint64 population; // identities among which is drawn
        uint32 tried; // candidates looked at
        uint48 drawEnds; // end of the draw
        uint48 fullAt; // when the last seat was filled, 0 before
        uint8 size; // seats; of an assembly, the votes that it must open to rule
        // slot 4: 152 bits
        uint8 freezes; // jurors for an interim measure
        bool again; // true for the second panel of a level
        bool plenary; // true for an assembly, in which whoever commits takes a seat
        uint32 seated; // seats filled
        uint32 upholds; // votes to uphold
        uint32 rejects; // votes to reject
        uint32 frivolous; // votes that call the case frivolous
    }

    /// @notice A juror of a case.
    struct Juror {
        bytes32 commitment; // hidden vote, 0 before
        uint8 round; // panel on which it sits, 0 when on none
        uint8 vote; // opened vote, 0 before
        bool freezes; // true when it asked for an interim measure
    }

    /// @notice What the clock makes of a case.
    struct Position {
        Phase phase; // where it stands
        uint8 ruling; // the ruling as it stands, 0 before there is one
        uint48 ends; // when the phase ends by itself, 0 for one that does not end
        uint48 finalAt; // when the ruling became final, 0 before
    }
}
