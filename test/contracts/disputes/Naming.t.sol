// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ICourtRecord} from "../../../contracts/disputes/ICourtRecord.sol";
import {CourtCase} from "./CourtCase.sol";

/// @notice What cases hold, and for how long.
contract NamingTest is CourtCase {
    /// Finding G5: a sham case that nobody even draws a panel for holds a stake no longer than it lives.
    function test_aShamCaseHoldsAStakeOnlyWhileItLives() public {
        uint256 id = _fileAs(FILER, _slashing());
        assert(!court.isHeld(RESPONDENT) && !court.isNamed(RESPONDENT));
        _sponsor(id);
        uint256 opened = block.timestamp;
        assert(court.isHeld(RESPONDENT) && court.isNamed(RESPONDENT) && !court.isHeld(FILER));
        vm.warp(opened + CONCILIATION + DRAW - 1);
        assert(court.isHeld(RESPONDENT) && court.isNamed(RESPONDENT));
        vm.warp(opened + CONCILIATION + DRAW);
        assert(!court.isHeld(RESPONDENT) && !court.isNamed(RESPONDENT));
    }

    function test_aRejectedCaseLetsGoAtOnce() public {
        uint256 id = _ruled(_slashing(), 1, 2, 0);
        assert(court.isHeld(RESPONDENT));
        _wait(APPEAL);
        assert(_phase(id) == ICourtRecord.Phase.Closed && !court.isHeld(RESPONDENT));
    }

    function test_anUpheldCaseHoldsUntilItIsExecutedOrTooLate() public {
        uint256 id = _ruled(_slashing(), 3, 0, 0);
        _wait(APPEAL + EXECUTION - 1);
        assert(court.isHeld(RESPONDENT));
        court.execute(id);
        assert(!court.isHeld(RESPONDENT) && !court.isNamed(RESPONDENT));
        id = _ruled(_slashing(), 3, 0, 0);
        _wait(APPEAL + EXECUTION);
        assert(!court.isHeld(RESPONDENT));
    }

    /// A sham case neither frees nor prolongs what another one holds.
    function test_everyCaseHoldsByItself() public {
        uint256 sham = _fileAs(5, _slashing());
        _sponsor(sham);
        _wait(CONCILIATION);
        uint256 real = _fileAs(FILER, _slashing());
        _sponsor(real);
        vm.warp(court.panelOf(sham, 1).drawEnds);
        assert(_phase(sham) == ICourtRecord.Phase.Closed && court.isHeld(RESPONDENT));
        vm.warp(court.panelOf(real, 1).drawEnds);
        assert(!court.isHeld(RESPONDENT));
    }

    function test_casesThatAreOverAreForgotten() public {
        for (uint256 filer = 5; filer < 12; ++filer) {
            uint256 id = _fileAs(filer, _slashing());
            _sponsor(id);
            if (filer % 2 == 0) vm.warp(court.panelOf(id, 1).drawEnds + 1);
            else _wait(10);
        }
        assert(court.isHeld(RESPONDENT));
        _wait(CONCILIATION + DRAW);
        assert(!court.isHeld(RESPONDENT));
        _sponsor(_fileAs(12, _slashing()));
        assert(court.isHeld(RESPONDENT));
    }

    function test_workIsNamedByAVoidingCaseAndTheStakeIsNot() public {
        _sponsor(_fileAs(FILER, ICourtRecord.Filing(2, 6, 3, 3, bytes32(RESPONDENT), 0)));
        assert(court.isNamed(RESPONDENT) && !court.isHeld(RESPONDENT));
    }

    function test_aSuspensionNamesNoWork() public {
        _sponsor(_fileAs(FILER, ICourtRecord.Filing(2, 0, 1, 0, 0, 100)));
        assert(!court.isNamed(RESPONDENT) && !court.isHeld(RESPONDENT));
    }

    function test_aMarkNamesItsModelOnly() public {
        acts.setModel(9, RESPONDENT);
        _sponsor(_fileAs(FILER, ICourtRecord.Filing(2, 6, 4, 1, bytes32(uint256(9)), 2)));
        assert(court.isModelNamed(9) && !court.isModelNamed(8) && !court.isNamed(RESPONDENT) && !court.isNamed(9));
    }

    /// A freeze names work and models as well, whatever its case asks for.
    function test_aFreezeNamesWorkAndModels() public {
        uint256 id = _open(ICourtRecord.Filing(2, 6, 0, 3, bytes32(RESPONDENT), 0));
        _freeze(id, _seatPanel(id));
        assert(court.isNamed(RESPONDENT) && !court.isHeld(RESPONDENT));
        _wait(INTERIM);
        assert(!court.isNamed(RESPONDENT));
        id = _open(ICourtRecord.Filing(2, 6, 0, 1, bytes32(uint256(9)), 0));
        _freeze(id, _seatPanel(id));
        assert(court.isModelNamed(9) && !court.isNamed(RESPONDENT));
    }

    /// C4: an upheld first ruling renews the measure, once, so that the second panel finds things as they were.
    function test_anUpheldFirstRulingRenewsTheMeasureOnce() public {
        uint256 id = _open(_slashing());
        uint256[] memory jurors = _seatPanel(id);
        _freeze(id, jurors);
        _vote(id, 3, 0, 0);
        _as(RESPONDENT);
        court.appeal(id);
        assert(court.frozenUntil(3, bytes32(RESPONDENT)) == block.timestamp + INTERIM);
        id = _open(_slashing());
        jurors = _seatPanel(id);
        _freeze(id, jurors);
        uint48 until = court.caseOf(id).frozenUntil;
        _vote(id, 1, 2, 0);
        _as(FILER);
        court.appeal(id);
        assert(court.caseOf(id).frozenUntil == until);
    }

    function _freeze(uint256 id, uint256[] memory jurors) private {
        for (uint256 i = 0; i < 2; ++i) {
            _as(jurors[i]);
            court.freeze(id);
        }
        assert(acts.records() != 0);
    }
}
