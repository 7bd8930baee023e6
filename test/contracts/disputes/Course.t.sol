// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ICourtRecord} from "../../../contracts/disputes/ICourtRecord.sol";
import {CourtCase} from "./CourtCase.sol";
import {Rounds} from "./Acts.sol";

/// @notice Rounds of a day.
contract DailyRounds {
    uint48 public constant roundLength = 1 days;

    function seedAfter(uint48 time) external view returns (bytes32) {
        uint256 start = (uint256(time) / 1 days + 1) * 1 days;
        return block.timestamp < start + 1 days ? bytes32(0) : keccak256(abi.encode(start));
    }
}

/// @notice Whole courses in the recommended days: sponsors 5, conciliation 7, draw 3, votes 4 and 2, appeal 5, chambers
/// 45, execution 14, bar 90; panels of 5 and 9.
contract CourseTest is CourtCase {
    uint48 private constant SHARE_OF_YEAR = 45 days;

    function setUp() public override {
        super.setUp();
        vm.warp(20_000 days);
        rounds = Rounds(address(new DailyRounds()));
        court = _deploy(
            ICourtRecord.Settings(
                5 days,
                7 days,
                3 days,
                4 days,
                2 days,
                5 days,
                45 days,
                14 days,
                90 days,
                21 days,
                6_000,
                9_000,
                3,
                5,
                9,
                24,
                CREDIT
            )
        );
    }

    /// Finding G5 in days: whoever files sham cases all year holds a stake for a tenth of it, not for all of it.
    function test_aYearOfShamCasesHoldsAStakeForATenth() public {
        uint256 held;
        for (uint256 day = 0; day < 365; ++day) {
            _as(FILER);
            try court.file(_slashing(), "sham", "") returns (uint256 id) {
                for (uint256 sponsor = 3; sponsor <= 5; ++sponsor) {
                    _as(sponsor);
                    court.sponsor(id);
                }
            } catch {}
            if (court.isHeld(RESPONDENT)) ++held;
            _wait(1 days);
        }
        assert(held * 1 days <= SHARE_OF_YEAR && held >= 40);
    }

    /// C10: the slowest course without the chambers ends before its filer may file again.
    function test_theSlowestCourseEndsWithinTheBar() public {
        uint256 filed = block.timestamp;
        uint256 id = _fileAs(FILER, _slashing());
        _wait(5 days - 1);
        for (uint256 sponsor = 3; sponsor <= 5; ++sponsor) {
            _as(sponsor);
            court.sponsor(id);
        }
        // Conciliation, then four panels of which each is drawn as late as it can be.
        vm.warp(court.positionOf(id).ends);
        _drawLate(id);
        _lapse(id);
        _drawLate(id);
        _decide(id);
        vm.warp(court.positionOf(id).ends - 1);
        _as(RESPONDENT);
        court.appeal(id);
        _drawLate(id);
        _lapse(id);
        _drawLate(id);
        _decide(id);
        assert(_phase(id) == ICourtRecord.Phase.Final && block.timestamp - filed <= 90 days);
        assert(block.timestamp - filed > 50 days && court.isHeld(RESPONDENT));
    }

    /// Finding G3: what the court asks on the first day, the chambers answer in time: notice, vote and extension, twice a delay
    /// of seven days, and a guardian's fourteen are 44 days.
    function test_theChambersHaveTimeToAnswer() public {
        ICourtRecord.Filing memory filing = ICourtRecord.Filing(2, 0, 1, 0, 0, 9_500);
        uint256 id = _fileAs(FILER, filing);
        for (uint256 sponsor = 3; sponsor <= 5; ++sponsor) {
            _as(sponsor);
            court.sponsor(id);
        }
        vm.warp(court.positionOf(id).ends);
        _drawLate(id);
        _decide(id);
        vm.warp(court.positionOf(id).ends);
        court.askChambers(id);
        _wait(3 days + 10 days + 3 days + 2 * 7 days + 14 days);
        vm.prank(CHAMBERS);
        court.resolveByChambers(id, false);
        _wait(30 days);
        assert(_phase(id) == ICourtRecord.Phase.Closed && court.positionOf(id).ruling == 2);
        assert(members.suspendedId() == 0);
    }

    /// @dev In the last second of a draw its seed is always known.
    function _drawLate(uint256 id) private {
        vm.warp(court.positionOf(id).ends - 1);
        while (_phase(id) == ICourtRecord.Phase.Drawing) court.draw(id);
        vm.warp(block.timestamp + 1);
    }

    /// @dev Nobody reveals.
    function _lapse(uint256 id) private {
        vm.warp(court.positionOf(id).ends);
        vm.warp(court.positionOf(id).ends);
        assert(_phase(id) == ICourtRecord.Phase.Drawing);
    }

    function _decide(uint256 id) private {
        _vote(id, court.jurorsOf(id, court.caseOf(id).round).length, 0, 0);
    }
}
